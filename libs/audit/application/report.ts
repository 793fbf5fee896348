// The page of a bundle: what happened, what the clocks came to, what was posted, in tables. Made of the bundle alone.

import { type BillingEvent, KIND_OF } from '#billing';
import { categoryOf, iso, ms, type Recorded, replay, streamOf, subjectOf } from '#kernel';
import { localTime } from '#policy';
import { clocks, ticketTimeline } from '#sla';
import type { Bundle, Scope } from '../domain/bundle';
import type { Opener } from './open-events';
import { type Histories, historiesOf, policiesIn } from './recompute';

/** A page of another version is not compared: that build made it. */
export const REPORT_VERSION = 1;

export const reportOf = (bundle: Omit<Bundle, 'report'>, open: Opener): string => {
  const stored = bundle.events.map((event) => event.stored);
  const histories = historiesOf(stored, open);
  const index = new Map(bundle.events.map((event) => [`${event.stored.stream}@${event.stored.revision}`, event.index]));
  const tickets = [...histories.keys()].filter((stream) => categoryOf(stream) === 'ticket').sort();
  const title = titleOf(bundle.scope);
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<meta charset="utf-8"><title>${escaped(title)}</title>`,
    `<style>${STYLE}</style>`,
    `<h1>${escaped(title)}</h1>`,
    `<p>${bundle.events.length} events of ${histories.size} streams, proved against the last of ${bundle.checkpoints.length} signed checkpoints. `,
    'This page is made of the data below it. Check both: <code>faultline-audit verify FILE --key KEY</code></p>',
    ...tickets.flatMap((stream) => ticketSection(subjectOf(stream), histories, index)),
    ...bundle.checkpoints.slice(-1).map((note) => `<h2>Checkpoint</h2>\n<pre>${escaped(note)}</pre>`),
    '',
  ].join('\n');
};

const titleOf = (scope: Scope): string => {
  if (scope.kind === 'ticket') return `Ticket ${scope.ticketId}`;
  return scope.kind === 'client' ? `Client ${scope.client}` : `From ${scope.from} to ${scope.to}`;
};

const ticketSection = (
  ticketId: string,
  histories: Histories,
  index: ReadonlyMap<string, number>,
): readonly string[] => {
  const own = ['ticket', 'sla', 'billing'].flatMap((category) =>
    (histories.get(streamOf(category, ticketId)) ?? []).map((recorded) => ({
      stream: streamOf(category, ticketId),
      recorded,
    })),
  );
  const lines = own
    .map(({ stream, recorded }) => ({
      stream,
      recorded,
      place: index.get(`${stream}@${recorded.stamp.revision}`) ?? -1,
    }))
    .toSorted((one, other) => one.place - other.place);
  return [
    `<h2>Ticket ${escaped(ticketId)}</h2>`,
    ...clockTable(ticketId, histories),
    ...postingTable(histories.get(streamOf('billing', ticketId)) ?? []),
    table(
      ['place', 'event', 'recorded', 'happened', 'by', 'what'],
      lines.map(({ stream, recorded: { event, stamp }, place }) => [
        String(place),
        `${stream}@${stamp.revision}`,
        stamp.recordedAt,
        stamp.occurredAt === stamp.recordedAt ? '' : stamp.occurredAt,
        `${stamp.actor.id} (${stamp.actor.role})`,
        event.type,
      ]),
    ),
  ];
};

const clockTable = (ticketId: string, histories: Histories): readonly string[] => {
  const ticket = histories.get(streamOf('ticket', ticketId)) ?? [];
  const timeline = replay(ticketTimeline, ticket);
  const policy = policiesIn(histories)(timeline.policyId, timeline.policyVersion);
  const now = ms(ticket.at(-1)?.stamp.recordedAt ?? iso(0));
  const rows = clocks(timeline, policy, now).map(({ target, cycle, state, dueAt }) => [
    target,
    String(cycle),
    state,
    dueAt === undefined ? '' : `${localTime(policy.zone, dueAt)} (${iso(dueAt)})`,
  ]);
  return [
    `<p>The clocks when its last event was recorded, under version ${policy.version} of ${escaped(policy.id)}:</p>`,
    table(['clock', 'cycle', 'state', 'due'], rows),
  ];
};

const postingTable = (billing: readonly Recorded[]): readonly string[] => {
  const rows = billing.flatMap(({ event }) => {
    const posting = event as BillingEvent;
    if (!Object.hasOwn(KIND_OF, posting.type) || !('postingId' in posting)) return [];
    return [[posting.postingId, posting.type, posting.at, dollars(posting.cents), dollars(posting.balanceCents)]];
  });
  return rows.length === 0
    ? ['<p>Nothing was posted.</p>']
    : [table(['posting', 'kind', 'at', 'amount', 'balance'], rows)];
};

const dollars = (cents: number): string => `${cents < 0 ? '-' : ''}$${(Math.abs(cents) / 100).toFixed(2)}`;

const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [
    '<table>',
    `<tr>${heads.map((head) => `<th>${escaped(head)}</th>`).join('')}</tr>`,
    ...rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`),
    '</table>',
  ].join('\n');

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string): string => text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);

const STYLE =
  'body{font:15px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;margin:1rem 0}td,th{border-bottom:1px solid #ccc;padding:.2rem .6rem;text-align:left;font-variant-numeric:tabular-nums}pre{background:#f4f4f4;padding:1rem;overflow:auto}';
