// What requests are, at the door: each kind has places of its own, so that no kind is shut out by another.

import type { PlaceBounds } from './places';

export const CLASSES = {
  commands: { least: 48, most: 128, goalMs: 120 },
  reads: { least: 32, most: 96, goalMs: 200 },
  /** Long answers: whole histories, lists as files, figures over everything. */
  exports: { least: 4, most: 16, goalMs: Number.POSITIVE_INFINITY },
  streams: { least: 2_000, most: 2_000, goalMs: Number.POSITIVE_INFINITY },
  /** Bodies that are still on their way. */
  bodies: { least: 512, most: 512, goalMs: Number.POSITIVE_INFINITY },
} as const satisfies Readonly<Record<string, PlaceBounds>>;

export type RequestClass = keyof typeof CLASSES;

/** Where the one runs out of places, the other keeps its least: commands before reads, reads before long answers. */
export const GIVES_WAY_TO: Partial<Readonly<Record<RequestClass, readonly RequestClass[]>>> = {
  reads: ['commands'],
  exports: ['commands', 'reads'],
};

const STREAMS = ['/live', '/feed/stream'];
const EXPORTS =
  /\/(history|events|bundle)$|^\/(statistics|ledger)|^\/audit\/(findings|duties|streams|readings)|\/previews?$/;

/** Nothing for what is answered from memory, whatever happens: health, figures, and pages. */
export const classOf = (method: string, path: string, accept: string): RequestClass | undefined => {
  if (/^\/((health|metrics|docs|problems|console)(\/|$)|$)/.test(path)) return undefined;
  if (STREAMS.includes(path)) return 'streams';
  if (EXPORTS.test(path)) return 'exports';
  if (method !== 'GET' && method !== 'HEAD') return 'commands';
  return accept.includes('text/csv') ? 'exports' : 'reads';
};
