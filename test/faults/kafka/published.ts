// What was recorded in public-<ticketId>, and whether a topic agrees with it (I8).
import { isDeepStrictEqual } from 'node:util';
import type { PublicEvent } from '#messaging';
import type { Found } from '../../kafka/topic-log';
import type { Violation } from '../ledger';

const SEQUENCE = 'ce_sequence';

/** A public event whose id nobody else has, with so much to say. */
export const cancelled = (ticketId: string, n: number, client = 'acme'): PublicEvent => {
  const at = new Date(Date.UTC(2026, 2, 14, 8) + n).toISOString();
  return {
    type: 'com.faultline.ticket.cancelled.v1',
    id: `${ticketId}/${n}`,
    time: at,
    recordedAt: at,
    cause: { stream: 'ticket', revision: n, eventId: `${ticketId}/${n}` },
    data: { ticketId, client, cancelledAt: at },
  };
};

type IdOf = (ticketId: string, revision: number) => string | undefined;

/**
 * Per ticket, the log less its duplicates is the stream, in order and without a gap; a duplicate is the same message
 * once more. `told` says how many events each ticket has, `idOf` which they are: those of the rig, if nothing is said.
 */
export const violationsOfI8 = (
  told: ReadonlyMap<string, number>,
  log: readonly Found[],
  idOf: IdOf = (ticketId, revision) => `${ticketId}/${revision}`,
): readonly Violation[] => {
  const tickets = Map.groupBy(log, ({ key }) => key);
  return [
    ...[...tickets].flatMap(([key, found]) => [
      ...(told.has(key) ? [] : [`${key} is in the topic and was never told`]),
      ...(new Set(found.map(({ partition }) => partition)).size > 1 ? [`${key} is in several partitions`] : []),
      ...outOfOrder(key, found, idOf),
    ]),
    ...[...told].flatMap(([key, count]) => {
      const seen = new Set(tickets.get(key)?.map(({ headers }) => headers[SEQUENCE])).size;
      return seen === count ? [] : [`${key} has ${count} events, and ${seen} of them are in the topic`];
    }),
  ].map((what) => ({ invariant: 'I8', what }));
};

/** What of a ticket's messages is not the next one, nor the same as before once more. */
const outOfOrder = (key: string, found: readonly Found[], idOf: IdOf): readonly string[] => {
  const broken: string[] = [];
  const firsts = new Map<number, Found>();
  for (const one of found) {
    const revision = Number(one.headers[SEQUENCE]);
    const first = firsts.get(revision);
    if (first) {
      if (first.value !== one.value || !isDeepStrictEqual(first.headers, one.headers))
        broken.push(`${key}@${revision} is there twice, and not the same`);
      continue;
    }
    if (revision !== firsts.size)
      broken.push(`${key}: after ${firsts.size - 1} comes ${revision}, at offset ${one.offset}`);
    if (one.headers.ce_id !== idOf(key, revision)) broken.push(`${key}@${revision} is ${one.headers.ce_id}`);
    firsts.set(revision, one);
  }
  return broken;
};

/** How many messages are there once more. */
export const duplicatesIn = (log: readonly Found[]): number =>
  log.length - new Set(log.map(({ key, headers }) => `${key}@${headers[SEQUENCE]}`)).size;
