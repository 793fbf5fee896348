// How two tickets stand at a running server once its processes have done what there was to do, in words that two
// worlds have in common: tickets are S and T, and no instant, id or revision is in it.

import { factOf } from '#billing';
import type { Recorded } from '#kernel';
import { type ApiClient, until } from '../../public/api-client';
import type { TicketName } from '../desk-commands';

type Names = Readonly<Record<TicketName, { readonly ticketId: string }>>;
type HistoryLine = { readonly revision: number; readonly event: Recorded['event'] & Record<string, unknown> };
type Ledger = {
  readonly ticketRevision: number;
  readonly postedCents: number;
  readonly events: readonly { readonly outcome: string; readonly postings: readonly Record<string, unknown>[] }[];
};
type TicketOutcome = { readonly history: readonly HistoryLine[]; readonly ledger: Ledger | undefined };
type Both = Readonly<Record<TicketName, TicketOutcome>>;

const standingOf = async (desk: ApiClient, ticketId: string): Promise<TicketOutcome> => {
  const history = await desk.get<readonly HistoryLine[]>('auditor', `/tickets/${ticketId}/history`);
  const ledger = await desk.get<Ledger>('supervisor', `/tickets/${ticketId}/billing`);
  return { history: history.body, ledger: ledger.status === 200 ? ledger.body : undefined };
};

const countOf = ({ history }: TicketOutcome, type: string) => history.filter(({ event }) => event.type === type).length;
/** The ledger has heard all that counts, the ticket shows all that was posted, and what is erased is gone. */
const isAtRest = (standing: TicketOutcome): boolean => {
  const { history, ledger } = standing;
  if (!ledger) return false;
  const lastFact = history.findLast((line) => factOf(line as unknown as Recorded) !== undefined)?.revision ?? -1;
  const posted = ledger.events.flatMap(({ postings }) => postings).length;
  return ledger.ticketRevision >= lastFact && posted === countOf(standing, 'TicketBilled') && isForgotten(history);
};
/** What was said before an erasure is read as erased; a dispute may follow it. */
const isForgotten = (history: readonly HistoryLine[]): boolean => {
  const erased = history.findLastIndex(({ event }) => event.type === 'PersonalDataErased');
  return history.slice(0, Math.max(0, erased)).every(({ event }) => TEXTS.every((text) => isNot(event, text)));
};
const TEXTS = ['summary', 'reason', 'text', 'note', 'ask', 'name'];
const isNot = (event: HistoryLine['event'], text: string) => event[text] === undefined || event[text] === '[erased]';
/** A merge is decided on one ticket and arrives on the other. */
const hasArrived = ({ S, T }: Both): boolean =>
  countOf(S, 'TicketMerged') + countOf(T, 'TicketMerged') === countOf(S, 'MergeAbsorbed') + countOf(T, 'MergeAbsorbed');

export const settled = (desk: ApiClient, { S, T }: Names): Promise<Both> =>
  until(
    async () => ({ S: await standingOf(desk, S.ticketId), T: await standingOf(desk, T.ticketId) }),
    (both) => isAtRest(both.S) && isAtRest(both.T) && hasArrived(both),
  );

/** What processes write whenever they come to it, and what was reserved on the way. */
const UNORDERED = ['TicketBilled', 'TicketReserved', 'TicketReleased'];
const ID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
const INSTANT = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g;

export const inCommonWords = async (desk: ApiClient, names: Names): Promise<string> => {
  const both = await settled(desk, names);
  const said = (['S', 'T'] as const).map((name) => {
    const { history, ledger } = both[name];
    return {
      events: history.filter(({ event }) => !UNORDERED.includes(event.type)).map(({ event }) => event),
      postings: ledger?.events.map(({ outcome, postings }) => [
        outcome,
        postings.map(({ kind, cents, because }) => [kind, cents, because]),
      ]),
      postedCents: ledger?.postedCents,
    };
  });
  return JSON.stringify(said, (key, value) => (/revision$/i.test(key) ? undefined : value))
    .replaceAll(names.S.ticketId, 'S')
    .replaceAll(names.T.ticketId, 'T')
    .replaceAll(ID, '#')
    .replaceAll(INSTANT, '@');
};
