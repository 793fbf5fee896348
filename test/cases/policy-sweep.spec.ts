import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { mergePolicy } from '#policy';
import { parseScenarios, type Result, ScenarioInvalid, simulate } from '#simulation';

// Every figure of the policy, replaced by what nobody should write. Either publishing refuses it and names its place, or
// tickets of all priorities live under it, and a night walks through to its charge.

const policy: unknown = parse(readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'));
const SWEPT: readonly number[] = [0, 1, 2 ** 31, 1e12, 2 ** 53, -1, 1.5];

type Path = readonly string[];
const figures = (value: unknown, path: Path = []): readonly Path[] => {
  if (typeof value === 'number') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => figures(inner, [...path, key]));
};
// A list is replaced whole, by a list of one: its first figure stands for all.
const PLACES = figures(policy).filter((path) => path[0] !== 'version' && !/^[1-9]/.test(path.at(-1) ?? ''));
const isOfList = (path: Path) => /^\d+$/.test(path.at(-1) ?? '');
const patchOf = (path: Path, value: number): Record<string, unknown> =>
  (isOfList(path) ? path.slice(0, -1) : path).reduceRight<unknown>(
    (inner, key) => ({ [key]: inner }),
    isOfList(path) ? [value] : value,
  ) as Record<string, unknown>;
const placeOf = (path: Path) => path.join('.').replace(/\.(\d+)$/, '[$1]');

const at = (time: string) => `2026-03-${time}:00-05:00`;
const open = (ticket: string, time: string, priority: string, channel: string) => ({
  at: at(time),
  do: 'open',
  ticket,
  client: 'acme',
  channel,
  priority,
  summary: 'calls fail',
});
const REST = ['P1', 'P2', 'P3', 'P4'];
/** A Saturday night with one minute of work, and on Monday a ticket of each priority that is done and one that never is. */
const STEPS = [
  open('night', '14T02:03', 'P1', 'voicemail'),
  { at: at('14T02:04'), do: 'triage', ticket: 'night', by: 'eve', priority: 'P1' },
  {
    at: at('14T02:11'),
    do: 'work',
    ticket: 'night',
    work: 'w1',
    engineer: 'ben',
    from: at('14T02:10'),
    to: at('14T02:11'),
  },
  { at: at('14T02:12'), do: 'resolve', ticket: 'night', by: 'ben', code: 'power', note: 'back' },
  { at: at('14T03:00'), do: 'determine', ticket: 'night', by: 'rosa', class: 'client', rationale: 'their power' },
  ...REST.map((priority) => open(`idle-${priority}`, '16T09:00', priority, 'phone')),
  ...REST.map((priority) => open(`done-${priority}`, '16T09:00', priority, 'phone')),
  ...REST.flatMap((priority) =>
    ['idle', 'done'].map((name) => ({
      at: at('16T09:01'),
      do: 'triage',
      ticket: `${name}-${priority}`,
      by: 'eve',
      priority,
    })),
  ),
  ...REST.map((priority) => ({ at: at('16T09:30'), do: 'reply', ticket: `done-${priority}`, by: 'eve' })),
  ...REST.map((priority) => ({
    at: at('16T10:00'),
    do: 'resolve',
    ticket: `done-${priority}`,
    by: 'eve',
    code: 'ok',
    note: 'ok',
  })),
];
const APPROVED = { at: at('20T12:00'), do: 'approve_billing', ticket: 'night', by: 'paula', reason: 'as agreed' };

const live = async (patch: Record<string, unknown>, steps: readonly object[] = STEPS): Promise<Result> => {
  const [scenario] = parseScenarios({ id: 'swept', steps, now: '2026-05-01T00:00:00Z', policy: patch });
  if (!scenario) throw new Error('There is no scenario.');
  return simulate(scenario, policy);
};

/** Why the policy is refused; nothing where everything that should happen under it has happened. */
const refusalOf = async (patch: Record<string, unknown>): Promise<string | undefined> => {
  try {
    const first = await live(patch);
    const held = first.tickets.night?.billing[0]?.outcome === 'held';
    const { tickets, differences } = held ? await live(patch, [...STEPS, APPROVED]) : first;
    expect(differences).toStrictEqual([]);
    const [charge] = tickets.night?.billing ?? [];
    expect(charge).toMatchObject({ outcome: 'charged', minutes: expect.any(Number), postedCents: expect.any(Number) });
    for (const priority of REST) {
      expect(['resolved', 'closed']).toContain(tickets[`done-${priority}`]?.state);
      expect(['triaged', 'assigned']).toContain(tickets[`idle-${priority}`]?.state);
    }
    return undefined;
  } catch (problem) {
    if (problem instanceof ScenarioInvalid) return problem.message;
    throw problem;
  }
};

describe('A figure of the policy', () => {
  it('lets a night walk through to its charge, as it stands', async () => expect(await refusalOf({})).toBeUndefined());

  it.each(PLACES.map((path) => [placeOf(path), path] as const))(
    '%s is refused with its place, or a night walks through to its charge',
    async (place, path) => {
      for (const value of SWEPT) {
        const refusal = await refusalOf(patchOf(path, value));
        if (refusal === undefined) continue;
        expect(refusal).toMatch(new RegExp(`policy: (.* )?${place.replace(/[.[\]]/g, '\\$&')}: `));
        const most = /At most (\d+)/.exec(refusal)?.[1];
        if (most === undefined) continue;
        expect(await refusalOf(patchOf(path, Number(most)))).toBeUndefined();
        expect(await refusalOf(patchOf(path, Number(most) + 1))).toContain(`${place}: `);
      }
    },
  );

  it('is swept wherever the policy has one', () => expect(PLACES.length).toBeGreaterThan(35));
});

describe('A policy that cannot be carried out', () => {
  it.each<[string, object, RegExp]>([
    ['a resolution after two centuries', { priorities: { P4: { resolve: 99_999_999 } } }, /priorities\.P4\.resolve: /],
    ['a closing after two million years', { sla: { autoClose: { P1: 1e12 } } }, /sla\.autoClose\.P1: /],
    [
      'a review after two centuries',
      { fault: { reviewBusinessMinutes: 99_999_999 } },
      /fault\.reviewBusinessMinutes: /,
    ],
    [
      'one minute a week',
      {
        calendars: {
          'standard-hours': { weekly: { mon: ['08:00-08:01'], tue: [], wed: [], thu: [], fri: [] }, holidays: null },
        },
      },
      /fault\.reviewBusinessMinutes: .* At most 521 minutes/,
    ],
    ['a negative rate', { billing: { ratePerHourCents: -12_500 } }, /billing\.ratePerHourCents: /],
    ['an absurd rate', { billing: { ratePerHourCents: 1e12 } }, /billing\.ratePerHourCents: /],
  ])('is refused: %s', async (_, patch, message) =>
    expect(await refusalOf(mergePolicy({}, patch) as Record<string, unknown>)).toMatch(message),
  );
});
