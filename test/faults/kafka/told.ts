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

/**
 * Per ticket, the log less its duplicates is the stream, in order and without a gap; a duplicate is the same message
 * once more. `told` says how many events each ticket has, `idOf` which they are: those of the rig, if nothing is said.
 */
export const violationsOfI8 = (
  told: ReadonlyMap<string, number>,
  log: readonly Found[],
  idOf = (ticketId: string, revision: number): string | undefined => `${ticketId}/${revision}`,
): readonly Violation[] => {
  const violations: Violation[] = [];
  const broken = (what: string) => violations.push({ invariant: 'I8', what });
  const tickets = new Map<string, Found[]>();
  for (const found of log) {
    const own = tickets.get(found.key);
    if (own) own.push(found);
    else tickets.set(found.key, [found]);
  }
  for (const [key, found] of tickets) {
    if (!told.has(key)) broken(`${key} is in the topic and was never told`);
    if (new Set(found.map(({ partition }) => partition)).size > 1) broken(`${key} is in several partitions`);
    const firsts = new Map<number, Found>();
    for (const one of found) {
      const revision = Number(one.headers[SEQUENCE]);
      const first = firsts.get(revision);
      if (first === undefined) {
        if (revision !== firsts.size)
          broken(`${key}: after ${firsts.size - 1} comes ${revision}, at offset ${one.offset}`);
        if (one.headers.ce_id !== idOf(key, revision)) broken(`${key}@${revision} is ${one.headers.ce_id}`);
        firsts.set(revision, one);
      } else if (first.value !== one.value || !isDeepStrictEqual(first.headers, one.headers))
        broken(`${key}@${revision} is there twice, and not the same`);
    }
  }
  for (const [key, count] of told) {
    const seen = new Set(tickets.get(key)?.map(({ headers }) => headers[SEQUENCE])).size;
    if (seen !== count) broken(`${key} has ${count} events, and ${seen} of them are in the topic`);
  }
  return violations;
};

/** How many messages are there once more. */
export const duplicatesIn = (log: readonly Found[]): number =>
  log.length - new Set(log.map(({ key, headers }) => `${key}@${headers[SEQUENCE]}`)).size;
