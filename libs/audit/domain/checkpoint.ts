// What a notary signs: how long the log was and its root, and where every stream ended then. It is the text of a C2SP
// checkpoint, whose last line is ours.

import type { Hash } from './merkle-tree';

export type Checkpoint = {
  /** The log that it speaks of: one store's, for ever. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  /** How many streams the log had at that size, and the root over the last revision of each (stream-heads.ts). */
  readonly heads: { readonly streams: number; readonly root: Hash };
};

const ROOT = '[A-Za-z0-9+/]{43}=';
const COUNT = '0|[1-9][0-9]{0,14}';
const TEXT = new RegExp(`^([^\\s+]+)\\n(${COUNT})\\n(${ROOT})\\nheads (${COUNT}) (${ROOT})\\n$`, 'u');

export const checkpointText = ({ origin, size, root, heads }: Checkpoint): string =>
  `${origin}\n${size}\n${base64(root)}\nheads ${heads.streams} ${base64(heads.root)}\n`;

/** Nothing where the text is no checkpoint of ours. */
export const parseCheckpoint = (text: string): Checkpoint | undefined => {
  const [, origin, size, root, streams, headsRoot] = TEXT.exec(text) ?? [];
  if (origin === undefined || root === undefined || headsRoot === undefined) return undefined;
  const heads = { streams: Number(streams), root: bytesOf(headsRoot) };
  return { origin, size: Number(size), root: bytesOf(root), heads };
};

const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const bytesOf = (text: string): Uint8Array => Uint8Array.from(atob(text), (byte) => byte.charCodeAt(0));
