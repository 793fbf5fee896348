// What somebody may do to a store or to a bundle who can write to it. Each answers nothing where chance changed nothing.

import { isDeepStrictEqual } from 'node:util';
import type { Bundle } from '#audit';
import type { Stored } from '#event-store';
import type { Chance } from '../faults/chance';

/** `changed`: events as they lie there then; `unreadable` where a line of the store is none any more. */
export type OfStore = (events: readonly Stored[], chance: Chance) => readonly Stored[] | 'unreadable' | undefined;
export type OfBundle = (bundle: Bundle, chance: Chance) => Bundle | undefined;

/** One bit of one byte. */
export const withFlippedBit = (bytes: Buffer, chance: Chance): Buffer => {
  const flipped = Buffer.from(bytes);
  const at = chance.below(flipped.length);
  flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.below(8));
  return flipped;
};

const movedBack = (instant: unknown, chance: Chance): string =>
  new Date(Date.parse(String(instant)) - (1 + chance.below(1e9))).toISOString();
const redated = <S extends { readonly metadata: unknown }>(stored: S, chance: Chance): S => {
  const metadata = stored.metadata as Record<string, unknown>;
  const name = chance.of(['recordedAt', 'occurredAt']);
  return { ...stored, metadata: { ...metadata, [name]: movedBack(metadata[name], chance) } };
};
const swapped = <T>(list: readonly T[], chance: Chance): readonly T[] | undefined => {
  const [one, other] = [chance.below(list.length), chance.below(list.length)];
  if (one === other) return undefined;
  return list.with(one, list[other] as T).with(other, list[one] as T);
};
const forged = <S extends { readonly eventId: string; readonly revision: number }>(stored: S, chance: Chance): S => ({
  ...stored,
  eventId: chance.uuid(),
  revision: stored.revision + chance.below(3),
});

const isNext = (events: readonly Stored[], { stream, revision }: Stored): boolean =>
  events.filter((one) => one.stream === stream).length === revision;

export const OF_STORES: Readonly<Record<string, OfStore>> = {
  byte: (events, chance) => {
    const at = chance.below(events.length);
    const { stream, revision, eventId, type, data, metadata } = events[at] as Stored;
    const line = Buffer.from(JSON.stringify({ stream, revision, eventId, type, data, metadata }));
    const flipped = withFlippedBit(line, chance).toString();
    try {
      const read = JSON.parse(flipped) as Stored;
      return isDeepStrictEqual(read, JSON.parse(line.toString())) ? undefined : events.with(at, read);
    } catch {
      return 'unreadable';
    }
  },
  dropped: (events, chance) => events.toSpliced(chance.below(events.length), 1),
  added: (events, chance) => {
    const place = chance.below(events.length + 1);
    const event = forged(chance.of(events), chance);
    // Behind everything, and next in its stream: nobody has changed anything, somebody has written one more.
    if (place === events.length && isNext(events, event)) return undefined;
    return events.toSpliced(place, 0, event);
  },
  swapped,
  redated: (events, chance) => {
    const at = chance.below(events.length);
    return events.with(at, redated(events[at] as Stored, chance));
  },
  'tail cut off': (events, chance) => events.slice(0, chance.below(events.length)),
};

export const OF_BUNDLES: Readonly<Record<string, OfBundle>> = {
  dropped: (bundle, chance) => ({ ...bundle, events: bundle.events.toSpliced(chance.below(bundle.events.length), 1) }),
  added: (bundle, chance) => {
    const copy = chance.of(bundle.events);
    const stored = forged(copy.stored, chance);
    const events = bundle.events.toSpliced(chance.below(bundle.events.length + 1), 0, { ...copy, stored });
    return { ...bundle, events };
  },
  swapped: (bundle, chance) => {
    const events = swapped(bundle.events, chance);
    return events && { ...bundle, events };
  },
  redated: (bundle, chance) => {
    const at = chance.below(bundle.events.length);
    const event = bundle.events[at] as Bundle['events'][number];
    return { ...bundle, events: bundle.events.with(at, { ...event, stored: redated(event.stored, chance) }) };
  },
  'tail cut off': (bundle, chance) => ({
    ...bundle,
    events: bundle.events.slice(0, chance.below(bundle.events.length)),
  }),
  'stream left out': (bundle, chance) => {
    const { stream } = chance.of(bundle.events).stored;
    const isOther = (one: { readonly stream: string }) => one.stream !== stream;
    return {
      ...bundle,
      events: bundle.events.filter(({ stored }) => isOther(stored)),
      heads: bundle.heads.filter(isOther),
    };
  },
};
