import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseScenarios, ScenarioInvalid } from './scenario';
import { type Result, simulate } from './simulate';

const policy: unknown = parse(readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'));
type Written = Record<string, unknown>;
/** 02:03 on Saturday in Chicago. */
const open: Written = {
  at: '2026-03-14T02:03:00-05:00',
  do: 'open',
  ticket: 'T1',
  client: 'acme',
  channel: 'voicemail',
  priority: 'P1',
  summary: 'calls fail',
};
const step = (time: string, what: string, fields: Written = {}): Written => ({
  at: `2026-03-14T${time}:00-05:00`,
  do: what,
  ticket: 'T1',
  by: 'eve',
  ...fields,
});
const outage = [
  open,
  step('02:05', 'triage', { priority: 'P1' }),
  step('03:40', 'work', {
    work: 'W1',
    engineer: 'eve',
    from: '2026-03-14T02:10:00-05:00',
    to: '2026-03-14T03:40:00-05:00',
  }),
  step('03:45', 'resolve', { code: 'power', note: 'back' }),
  step('09:00', 'determine', { by: 'rosa', class: 'client', rationale: 'their power supply' }),
];
const run = async (steps: readonly Written[], now: string, more: Written = {}): Promise<Result> => {
  const [scenario] = parseScenarios({ id: 'night', steps, now, ...more });
  if (!scenario) throw new Error('no scenario');
  return simulate(scenario, policy);
};
const noon = '2026-03-14T12:00:00-05:00';

describe('A scenario that is lived through', () => {
  it('says how its tickets stand', async () => {
    const { id, ok, tickets, differences } = await run(outage, noon);
    expect({ id, ok, differences }).toStrictEqual({ id: 'night', ok: true, differences: [] });
    expect(tickets.T1).toStrictEqual({
      state: 'resolved',
      priority: 'P1',
      sla: {
        respond: { state: 'breached', due: '2026-03-14T07:33:00Z' },
        update: { state: 'breached', due: '2026-03-14T08:03:00Z' },
        restore: { state: 'met', due: '2026-03-14T11:03:00Z' },
        resolve: { state: 'met', due: '2026-03-15T07:03:00Z' },
      },
      billing: [
        { outcome: 'charged', minutes: 90, postedCents: 18_750, postings: [{ kind: 'charge', cents: 18_750 }] },
      ],
    });
  });

  it("says to people when something was due by the clock of the ticket's policy, and to machines in UTC", async () => {
    const expectation = { expect: { tickets: { T1: { sla: { respond: { due: '2026-03-14T07:34:00Z' } } } } } };
    const { differences, said } = await run(outage, noon, expectation);
    expect(differences).toStrictEqual([
      'T1.sla.respond.due: expected "2026-03-14T07:34:00Z", was "2026-03-14T07:33:00Z"',
    ]);
    expect(said).toStrictEqual([
      'T1.sla.respond.due: expected "Sat 14 Mar, 02:34 CDT (2026-03-14T07:34:00Z)", was "Sat 14 Mar, 02:33 CDT (2026-03-14T07:33:00Z)"',
    ]);
  });

  it('hears nothing of what comes after it is asked', async () => {
    const early = await run(outage, '2026-03-14T08:59:59.999-05:00');
    expect(early.tickets.T1?.billing).toStrictEqual([
      { outcome: 'pending', minutes: 90, postedCents: 0, postings: [] },
    ]);
    const justThen = await run(outage, '2026-03-14T09:00:00-05:00');
    expect(justThen.tickets.T1?.billing).toMatchObject([{ outcome: 'charged' }]);
  });

  it('is not asked of refusals that come after that either', async () =>
    expect(await run([...outage, step('13:00', 'triage', { priority: 'P2', refused: true })], noon)).toMatchObject({
      ok: true,
    }));

  it('fires what came due on the way, and up to the instant at which it is asked', async () => {
    expect((await run(outage, '2026-03-15T03:44:59.999-05:00')).tickets.T1?.state).toBe('resolved');
    expect((await run(outage, '2026-03-15T03:45:00-05:00')).tickets.T1?.state).toBe('closed');
    const pending = outage.slice(0, -1);
    expect((await run(pending, '2026-04-13T03:44:59-05:00')).tickets.T1?.billing).toMatchObject([
      { outcome: 'pending' },
    ]);
    expect((await run(pending, '2026-04-13T03:45:00-05:00')).tickets.T1?.billing).toMatchObject([
      { outcome: 'waived' },
    ]);
  });

  it('fires a timer before the steps of its instant', async () => {
    const closes = '2026-03-15T03:45:00-05:00';
    const { differences } = await run([...outage, { ...step('00:00', 'close'), at: closes }], closes);
    expect(differences).toStrictEqual([expect.stringContaining('steps[5] close: refused: ticket.not-in-state')]);
  });

  it('takes steps of one instant in their order', async () => {
    const { tickets } = await run(
      [
        open,
        { ...step('02:03', 'change_priority', { priority: 'P2', reason: 'x' }) },
        step('02:03', 'correct_priority', { priority: 'P1', reason: 'y' }),
      ],
      noon,
    );
    expect(tickets.T1?.priority).toBe('P1');
  });

  it('names tickets that are only expected', async () => {
    const { tickets, differences } = await run([open], noon, { expect: { tickets: { T9: { state: 'new' } } } });
    expect(tickets.T9).toStrictEqual({ state: 'unknown', sla: {}, billing: [] });
    expect(differences).toStrictEqual(['T9.state: expected "new", was "unknown"']);
  });

  it.each<[string, object]>([
    ['expect: names no ticket; name one, or leave expect out', {}],
    ['expect: names no ticket; name one, or leave expect out', { tickets: {} }],
    ['T9: no step opens it', { tickets: { T9: {} } }],
    ['T1.bilings: expected [], was absent', { tickets: { T1: { bilings: [] } } }],
    ['T1.sla.respnd: expected {}, was absent', { tickets: { T1: { sla: { respnd: {} } } } }],
  ])('does not succeed by expecting nothing: %s', async (difference, expected) =>
    expect(await run([open], noon, { expect: expected })).toMatchObject({ ok: false, differences: [difference] }),
  );

  it('is shown to who watches, step by step', async () => {
    const [scenario] = parseScenarios({ id: 'night', steps: outage, now: noon });
    const seen: string[] = [];
    if (scenario)
      await simulate(scenario, policy, async ({ environment }, index) => {
        seen.push(`${index}: ${(await environment.store.read('ticket-T1')).length}`);
      });
    // A P1 that nobody restores goes up twice in the meantime, by itself.
    expect(seen).toStrictEqual(['0: 1', '1: 2', '2: 5', '3: 6', '4: 8']);
  });
});

describe('A step that must be refused', () => {
  const refused = step('02:10', 'close', { refused: true });
  it('is refused, and leaves no event', async () => {
    const [with_, without] = [await run([open, refused], noon), await run([open], noon)];
    expect(with_).toStrictEqual(without);
  });
  it('differs where it is accepted', async () =>
    expect(await run([open, step('02:10', 'start', { refused: true })], noon)).toMatchObject({
      ok: false,
      differences: ['steps[1] start: expected a refusal, was accepted'],
    }));
  it('has to be announced', async () => {
    const { ok, differences } = await run([open, step('02:10', 'close')], noon);
    expect(ok).toBe(false);
    expect(differences).toStrictEqual([
      expect.stringMatching(/^steps\[1\] close: refused: ticket\.not-in-state: POST …\/closing is not possible/),
    ]);
  });
  it('may be one that speaks of a ticket that there is not', async () => {
    for (const what of ['reply', 'waive'])
      expect((await run([step('02:10', what, { refused: true })], noon)).ok).toBe(true);
    expect((await run([open, step('02:10', 'merge', { into: 'T7', refused: true })], noon)).ok).toBe(true);
  });
});

describe('The policy of a scenario', () => {
  it('is laid over the default one', async () =>
    expect(
      (await run(outage, noon, { policy: { billing: { incidentFeeCents: 1_000 } } })).tickets.T1?.billing,
    ).toMatchObject([{ postedCents: 19_750 }]));
  it('that is none is told with its place', async () => {
    await expect(run([open], noon, { policy: { billing: { incrementMinutes: 0 } } })).rejects.toThrow(ScenarioInvalid);
    await expect(run([open], noon, { policy: { billing: { incrementMinutes: 0 } } })).rejects.toThrow(
      /^night: policy: billing\.incrementMinutes/,
    );
  });
  it('may change on the way, for tickets that are opened from then on', async () => {
    const dearer = {
      at: '2026-03-14T02:00:00-05:00',
      do: 'publish_policy',
      policy: { billing: { ratePerHourCents: 20_000 } },
    };
    expect((await run([dearer, ...outage], noon)).tickets.T1?.billing).toMatchObject([{ postedCents: 30_000 }]);
    const later = { ...dearer, at: '2026-03-14T02:03:00-05:00' };
    expect((await run([open, later, ...outage.slice(1)], noon)).tickets.T1?.billing).toMatchObject([
      { postedCents: 18_750 },
    ]);
  });
});
