import { messageOf } from './client/explain';
import { positionOf, storedOf } from './client/names';
import type { ReadEvent } from './client/read';
import { type Position } from './consume/checkpoint';
import { type DecodingContext, delivered } from './consume/lazy-event';
import { leafOf } from './envelope/leaf';
import type { Delivered, Stored } from './envelope/stored';

/** What an auditor sees of one event: as it lies there, and as this build reads it. */
export type HistoryEntry = {
  readonly stored: Stored;
  readonly position: Position;
  /** When the server wrote it: its own clock, no part of the leaf. */
  readonly created: string;
  /** SHA-256 (hex) over the canonical form of `stored`; absent where there is none, which nothing of ours has. */
  readonly leaf?: string;
  /** In today's shape, unsealed; or why this build cannot read it. */
  readonly today: Delivered | { readonly unreadable: string };
};

export const historyEntry = (event: ReadEvent, decoding: DecodingContext): HistoryEntry => {
  const stored = storedOf(decoding.names, event);
  const leaf = attempt(() => leafOf(stored));
  const today = attempt(() => delivered(event, decoding));
  return {
    stored,
    position: positionOf(event),
    created: event.created.toISOString(),
    ...('value' in leaf && { leaf: leaf.value }),
    today: 'value' in today ? today.value : { unreadable: today.why },
  };
};

const attempt = <T>(read: () => T): { value: T } | { why: string } => {
  try {
    return { value: read() };
  } catch (error) {
    return { why: messageOf(error) };
  }
};
