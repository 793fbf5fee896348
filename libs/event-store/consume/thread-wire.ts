// What `source-ahead.ts` and its thread say to each other. Items cross as text, which costs less than their objects would.

import type { AllStreamRecordedEvent, Position } from '@eventstore/db-client';
import { StoreMismatch, StoreRefused, StoreUnavailable } from '../errors';
import type { From, Item } from './source';

/** What the thread is begun with. */
export type Ahead = { readonly url: string; readonly prefixes: readonly string[]; readonly from: From };
export type ToThread = { readonly is: 'more' } | { readonly is: 'verified'; readonly refused: Said | undefined };
export type FromThread =
  | { readonly is: 'items'; readonly items: string }
  | { readonly is: 'verify'; readonly last: string }
  | { readonly is: 'lost' }
  | { readonly is: 'logged'; readonly level: 'info' | 'warn' | 'error'; readonly fields: object; readonly msg: string }
  | { readonly is: 'failed'; readonly error: Said };

/** The most that the thread takes at once. */
export const TAKE = 256;

/** An error: its class would not cross. */
export type Said = { readonly name: string; readonly message: string };
const FINAL: Readonly<Record<string, typeof StoreMismatch | typeof StoreRefused>> = { StoreMismatch, StoreRefused };
export const saidOf = ({ name, message }: Error): Said => ({ name, message });
export const errorOf = ({ name, message }: Said): Error => new (FINAL[name] ?? StoreUnavailable)(message);

type Place = readonly [commit: string, prepare: string];
type Line =
  | readonly [streamId: string, revision: string, id: string, type: string, ...Place, data: unknown, metadata: unknown]
  | Place
  | readonly [];

const placeOf = ({ commit, prepare }: Position): Place => [String(commit), String(prepare)];
const positionOf = ([commit, prepare]: Place): Position => ({ commit: BigInt(commit), prepare: BigInt(prepare) });

/** What is no JSON was not written by us, and is shown so wherever it is read. */
const shown = (data: unknown): unknown => (data instanceof Uint8Array ? Buffer.from(data).toString('base64url') : data);

const lineOf = (item: Item): Line => {
  if (item.kind === 'caught-up') return [];
  if (item.kind === 'considered') return placeOf(item.at);
  const { streamId, revision, id, type, position, data, metadata } = item.event;
  return [streamId, String(revision), id, type, ...placeOf(position), shown(data), shown(metadata)];
};

const itemOf = (line: Line): Item => {
  if (line.length === 0) return { kind: 'caught-up' };
  if (line.length === 2) return { kind: 'considered', at: positionOf(line) };
  const [streamId, revision, id, type, commit, prepare, data, metadata] = line;
  const at = positionOf([commit, prepare]);
  const event = { streamId, revision: BigInt(revision), id, type, position: at, data, metadata };
  return { kind: 'event', at, event: event as AllStreamRecordedEvent };
};

export const itemsAsText = (items: readonly Item[]): string => JSON.stringify(items.map(lineOf));
export const itemsFromText = (text: string): readonly Item[] => (JSON.parse(text) as Line[]).map(itemOf);
