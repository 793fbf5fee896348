import { policiesIn } from '#audit/module';
import { LedgerHandler, LedgerQuery } from '#billing/module';
import { CannotLook } from '#command-line';
import { ms, replay } from '#kernel';
import { clocks, explainClock, sayClock, TARGETS, ticketTimeline } from '#sla';
import { openArchive } from './archive';
import { type Format, instantOf, print } from './output';
import { cutTo, environmentOf, historyIn, loadTicket, type TicketArchive } from './ticket';

type Options = Format & {
  readonly store?: string;
  readonly at?: string;
  readonly knownAt?: string;
  readonly clock?: string;
  readonly posting?: string;
};

/** Why a clock stands as it does, or how a posting came about: the server's own sentences. */
export const explainCommand = async (ticketId: string, options: Options): Promise<void> => {
  const { store, at, knownAt, clock, posting, ...format } = options;
  if (clock !== undefined && !TARGETS.includes(clock as never))
    throw new CannotLook(`There is no clock '${clock}'. Clocks are: ${TARGETS.join(', ')}.`);
  const archive = await openArchive(store);
  try {
    const loaded = await loadTicket(archive, ticketId);
    const cut = {
      at: at === undefined ? undefined : instantOf(at, '--at'),
      knownAt: knownAt === undefined ? undefined : instantOf(knownAt, '--known-at'),
    };
    const entries = cutTo(loaded.entries, cut);
    if (entries.length === 0) throw new CannotLook(`Nothing was known of ticket ${ticketId} then.`);
    const counted = { ...loaded, entries };
    const explained = posting === undefined ? clocksOf(counted, clock, cut.at) : await postingOf(counted, posting);
    const rows = explained.flatMap(({ said: sentences }) => sentences.map((sentence) => ({ sentence })));
    if (format.json || format.csv) print(rows, format, explained);
    else for (const { sentence } of rows) console.log(sentence);
  } finally {
    await archive.close();
  }
};

type Explained = { readonly said: readonly string[] };

const clocksOf = (
  { entries, policies }: TicketArchive,
  only: string | undefined,
  at: number | undefined,
): readonly Explained[] => {
  const history = historyIn(entries, 'ticket');
  const timeline = replay(ticketTimeline, history);
  const policy = policiesIn(policies)(timeline.policyId, timeline.policyVersion);
  const now = at ?? ms(entries.at(-1)?.stamp.recordedAt ?? '');
  return clocks(timeline, policy, now)
    .filter(({ target }) => only === undefined || target === only)
    .map((clock) => {
      const explanation = explainClock(clock, history, policy, now);
      return { ...explanation, said: sayClock(explanation, policy.zone) };
    });
};

const postingOf = async (
  { ticketId, entries, policies }: TicketArchive,
  posting: string,
): Promise<readonly Explained[]> => {
  const handler = new LedgerHandler(environmentOf(ticketId, entries, policies));
  const ledger = await handler.execute(new LedgerQuery(ticketId, false));
  const all = ledger.events.flatMap((event) => event.postings);
  const found = all.find(({ postingId }) => postingId === posting);
  if (found) return [{ ...found, said: found.explained }];
  const known = all.map(({ postingId }) => postingId).join(', ') || 'none';
  throw new CannotLook(`Ticket ${ticketId} has no posting '${posting}'. Its postings: ${known}.`);
};
