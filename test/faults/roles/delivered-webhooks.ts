// I8: what a receiver was sent, less its copies, is what is public of each ticket, in order and without a gap.
import { setTimeout as pause } from 'node:timers/promises';
import type { CloudEvent } from '#messaging';
import type { Everything } from '../../kill/stored';

const PATIENCE_MS = 30_000;

/** What is public of each ticket: the ids, in their order. */
const publicOf = ({ streams }: Everything): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...streams].flatMap(([stream, events]) =>
      stream.startsWith('public-')
        ? [[stream.slice('public-'.length), events.map(({ data }) => (data as { id: string }).id)] as const]
        : [],
    ),
  );

/** Lets the last of them arrive; what never does is found missing. */
export const arrived = async (everything: Everything, taken: readonly CloudEvent[]): Promise<void> => {
  const wanted = [...publicOf(everything).values()].flat();
  for (const until = performance.now() + PATIENCE_MS; performance.now() < until; await pause(100)) {
    const ids = new Set(taken.map(({ id }) => id));
    if (wanted.every((id) => ids.has(id))) return;
  }
};

export const mistold = (everything: Everything, taken: readonly CloudEvent[]): string[] => {
  const first = new Map<string, CloudEvent>();
  const altered: string[] = [];
  for (const event of taken) {
    const before = first.get(event.id);
    if (before === undefined) first.set(event.id, event);
    else if (JSON.stringify(before) !== JSON.stringify(event))
      altered.push(`I8: ${event.subject}: the copies of ${event.id} differ`);
  }
  const heard = Map.groupBy(first.values(), ({ subject }) => subject);
  const wanted = publicOf(everything);
  return [
    ...altered,
    ...[...new Set([...wanted.keys(), ...heard.keys()])].flatMap((ticket) => {
      const is = (heard.get(ticket) ?? []).map(({ id }) => id);
      const should = wanted.get(ticket) ?? [];
      const wrong = Array.from({ length: Math.max(is.length, should.length) }).findIndex((_, n) => is[n] !== should[n]);
      if (wrong < 0) return [];
      return [
        `I8: ${ticket}: ${is[wrong] ?? 'nothing'} was sent where ${should[wrong] ?? 'nothing'} is public@${wrong}`,
      ];
    }),
  ];
};
