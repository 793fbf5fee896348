// One question put twice: to a server over HTTP, and to the auditor's program on the same directory. Both answers in one form.

import { CannotLook } from '#command-line';
import { ImpossibleHistory } from '#kernel';
import type { Outcome } from '#simulation';
import { standingAt } from '../../apps/audit/as-of';
import { cutTo, type TicketArchive } from '../../apps/audit/ticket';
import type { Server } from '../programs/server';

/** ISO 8601. `asOf`: what had happened by then; `knownAt`: what was known then. One of them, or both. */
export type Instants = { readonly asOf?: string; readonly knownAt?: string };

type Answer = Pick<Outcome, 'state' | 'priority' | 'sla'> & {
  readonly billing: readonly (Omit<Outcome['billing'][number], 'minutes'> & { readonly minutes?: number })[];
  /** Of the ticket, its clocks and its ledger, in the order of the store: `ticket-…@3`. */
  readonly events: readonly string[];
};
export const NO_TICKET = 'no ticket' as const;
const OWN = /^(ticket|sla|billing)-/;

export const byTheProgram = async (archive: TicketArchive, { asOf, knownAt }: Instants) => {
  const known = knownAt === undefined ? {} : { knownAt: Date.parse(knownAt) };
  const cut = { at: Date.parse(asOf ?? knownAt ?? ''), ...known };
  try {
    const { state, priority, sla, billing } = await standingAt(archive, cut);
    const events = cutTo(archive.entries, cut).map(({ stream, stamp }) => `${stream}@${stamp.revision}`);
    return { state, priority, sla, billing, events: events.filter((name) => OWN.test(name)) } as Answer;
  } catch (error) {
    if (error instanceof CannotLook || error instanceof ImpossibleHistory) return NO_TICKET;
    throw error;
  }
};

// biome-ignore lint/suspicious/noExplicitAny: four routes' answers, of which single fields are taken.
type Body = any;

export const byTheServer = async ({ url, keys }: Server, ticketId: string, instants: Instants) => {
  const question = new URLSearchParams(instants as Record<string, string>).toString();
  const ask = async (path: string): Promise<Body> => {
    const response = await fetch(`${url}/tickets/${ticketId}/${path}?${question}`, {
      headers: { authorization: `Bearer ${keys.auditor}` },
    });
    if (response.status === 404) return undefined;
    if (response.status !== 200) throw new Error(`${path}?${question}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const [page, clocks, ledger, story] = await Promise.all(['page', 'sla', 'billing', 'events'].map(ask));
  if (page === undefined || clocks === undefined) return NO_TICKET;
  return {
    state: page.status,
    priority: page.priority,
    sla: clocksIn(clocks.clocks, page.cycle),
    billing: (ledger?.events ?? []).map(moneyIn),
    events: story.events.map((one: Body) => `${one.stream}@${one.revision}`).filter((name: string) => OWN.test(name)),
  } as Answer;
};

/** Later cycles and armings stand over earlier ones; a clock that the last cycle lacks is absent, but for the first answer. */
const clocksIn = (clocks: Body, last: number): Outcome['sla'] =>
  Object.fromEntries(
    clocks
      .filter(({ target, cycle }: Body) => target === 'respond' || cycle === last)
      .map(({ target, state, dueAt }: Body) => [
        target,
        { state, ...(dueAt !== undefined && { due: dueAt.replace('.000Z', 'Z') }) },
      ]),
  );

const moneyIn = ({ outcome, rule, minutes, postedCents, postings }: Body) => ({
  outcome,
  ...(rule !== undefined && { rule }),
  ...(minutes !== undefined && { minutes }),
  postedCents,
  postings: postings.map(({ kind, cents }: Body) => ({ kind, cents })),
});
