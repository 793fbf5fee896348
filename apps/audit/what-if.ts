import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { policiesIn } from '#audit/module';
import { assess, eventCount, type Ledger, ledger, postedOf } from '#billing';
import { CannotLook } from '#command-line';
import { categoryOf, evolve, iso, ms, type Recorded, streamOf, subjectOf } from '#kernel';
import { compile, type Policy, PolicyInvalid, publishedFrom } from '#policy';
import { parsePolicy } from '#policy/module';
import { clocks, keyOf, type TicketTimeline, ticketTimeline } from '#sla';
import { type Archive, openArchive } from './archive';
import { dollars, type Format, instantOf, print, say } from './output';

type Options = Format & {
  readonly store?: string;
  readonly policy: string;
  readonly client?: string;
  readonly from?: string;
  readonly to?: string;
};
type TicketReplay = {
  readonly timeline: TicketTimeline;
  readonly money: Ledger;
  readonly client: string;
  readonly openedAt: number;
};
type WhatIfRow = {
  readonly ticket: string;
  readonly client: string;
  readonly breaches: number;
  readonly breachesThen: number;
  readonly cents: number;
  readonly centsThen: number;
  readonly changes: readonly string[];
};

/** Replays what was recorded under another policy, and changes nothing: each clock and charge as it would have come out. */
export const whatIfCommand = async (options: Options): Promise<void> => {
  const { store, policy: file, client, from, to, ...format } = options;
  const other = policyIn(file);
  const since = from === undefined ? Number.NEGATIVE_INFINITY : instantOf(from, '--from');
  const until = to === undefined ? Number.POSITIVE_INFINITY : instantOf(to, '--to');
  const archive = await openArchive(store);
  const { tickets, policies, now } = await foldAll(archive).finally(() => archive.close());
  const policyAt = policiesIn(policies);
  const lines = [...tickets]
    .filter(
      ([, replayed]) =>
        replayed.openedAt >= since && replayed.openedAt < until && (client ?? replayed.client) === replayed.client,
    )
    .map(([ticket, replayed]) =>
      compared(ticket, replayed, policyAt(replayed.timeline.policyId, replayed.timeline.policyVersion), other, now),
    );
  const moved = lines.filter(({ changes }) => changes.length > 0);
  const most = moved.toSorted((one, two) => weight(two) - weight(one)).slice(0, 10);
  const sum = (of: (line: WhatIfRow) => number) => lines.reduce((all, line) => all + of(line), 0);
  const totals = {
    tickets: lines.length,
    moved: moved.length,
    breaches: sum((line) => line.breaches),
    breachesThen: sum((line) => line.breachesThen),
    cents: sum((line) => line.cents),
    centsThen: sum((line) => line.centsThen),
  };
  const rows = (format.csv ? moved : most).flatMap(({ ticket, client: whose, changes }) =>
    changes.map((change) => ({ ticket, client: whose, change })),
  );
  say(
    `${totals.tickets} tickets, ${totals.moved} of them otherwise. Breaches: ${totals.breaches} recorded, ${totals.breachesThen} under ${file}. ` +
      `Charged: ${dollars(totals.cents)} recorded, ${dollars(totals.centsThen)} under ${file}.`,
    format,
  );
  print(rows, format, { totals, most, moved });
};

/** Throws `CannotLook`, naming each place that will not do. */
const policyIn = (file: string): Policy => {
  try {
    return compile(publishedFrom(parsePolicy(parse(readFileSync(file, 'utf8'))), 1));
  } catch (error) {
    const why = error instanceof PolicyInvalid ? error.message : (error as Error).message.split('\n')[0];
    throw new CannotLook(`${file} is no policy: ${why}`);
  }
};

/** One fold a ticket, so that a store of any size is read once and kept nowhere. */
const foldAll = async (archive: Archive) => {
  const tickets = new Map<string, TicketReplay>();
  const policies = new Map<string, Recorded[]>();
  let now = 0;
  const empty: TicketReplay = { timeline: ticketTimeline.initial, money: ledger.initial, client: '', openedAt: 0 };
  await archive.read('everything', (events) => {
    for (const { stored } of events) {
      const [category, id] = [categoryOf(stored.stream), subjectOf(stored.stream)];
      if (category !== 'ticket' && category !== 'billing' && category !== 'policy') continue;
      const recorded = archive.open(stored);
      now = Math.max(now, ms(recorded.stamp.recordedAt));
      if (category === 'policy') {
        policies.set(stored.stream, [...(policies.get(stored.stream) ?? []), recorded]);
        continue;
      }
      const replayed = tickets.get(id) ?? empty;
      tickets.set(
        id,
        category === 'ticket'
          ? withTicket(replayed, recorded)
          : { ...replayed, money: evolve(ledger, replayed.money, recorded) },
      );
    }
  });
  for (const [id, { timeline }] of tickets) if (timeline.policyId === '') tickets.delete(id);
  return { tickets, policies, now };
};

const withTicket = (replayed: TicketReplay, recorded: Recorded): TicketReplay => {
  const { event, stamp } = recorded;
  const opened = event.type === 'TicketOpened' && {
    client: String((event as { client?: unknown }).client),
    openedAt: ms(stamp.recordedAt),
  };
  return { ...replayed, ...opened, timeline: evolve(ticketTimeline, replayed.timeline, recorded) };
};

const compared = (
  ticket: string,
  { timeline, money, client }: TicketReplay,
  recorded: Policy,
  other: Policy,
  now: number,
): WhatIfRow => {
  const [was, then] = [recorded, other].map(
    (policy) => new Map(clocks(timeline, policy, now).map((clock) => [keyOf(clock), clock])),
  );
  const names = [...new Set([...(was?.keys() ?? []), ...(then?.keys() ?? [])])];
  const ofClocks = names.flatMap((name): string[] => {
    const [one, two] = [was?.get(name), then?.get(name)];
    const [before, after] = [one, two].map((clock) =>
      clock ? `${clock.state}${clock.dueAt === undefined ? '' : ` due ${iso(clock.dueAt)}`}` : 'none',
    );
    const { target, cycle } = one ?? two ?? { target: '', cycle: 0 };
    return before === after ? [] : [`${target}, cycle ${cycle}: ${before} → ${after}`];
  });
  const charges = Array.from({ length: eventCount(money.incident) }, (_, n) => {
    const posted = postedOf(money, n + 1);
    const { outcome, wanted } = assess(money.incident, n + 1, other, posted);
    return {
      event: n + 1,
      outcome,
      cents: posted.cents,
      centsThen: wanted === 'unchanged' ? posted.cents : outcome === 'held' ? 0 : wanted,
    };
  });
  const ofMoney = charges
    .filter(({ cents, centsThen: wanted }) => cents !== wanted)
    .map(
      ({ event, cents, centsThen: wanted, outcome }) =>
        `after-hours event ${event}: ${dollars(cents)} → ${dollars(wanted)} (${outcome})`,
    );
  const breached = (all: typeof was) => [...(all?.values() ?? [])].filter(({ state }) => state === 'breached').length;
  return {
    ticket: streamOf('ticket', ticket),
    client,
    breaches: breached(was),
    breachesThen: breached(then),
    cents: charges.reduce((sum, { cents }) => sum + cents, 0),
    centsThen: charges.reduce((sum, charge) => sum + charge.centsThen, 0),
    changes: [...ofMoney, ...ofClocks],
  };
};

/** Money first, then breaches, then the number of lines. */
const weight = ({ cents, centsThen, breaches, breachesThen, changes }: WhatIfRow): number =>
  Math.abs(cents - centsThen) * 1e6 + Math.abs(breaches - breachesThen) * 1e3 + changes.length;
