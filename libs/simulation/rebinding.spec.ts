import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Message, Recorded } from '#kernel';
import type { PolicyPublished } from '#policy';
import { parseScenarios, type Step } from './scenario';
import { type Result, simulate } from './simulate';
import { World } from './world';

const policy = parse(readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'));
type Fields = Record<string, unknown>;
const at = (time: string) => `2026-03-${time}:00-05:00`;
const open = (time: string, priority: string): Fields => ({
  at: at(time),
  do: 'open',
  ticket: 'T1',
  client: 'acme',
  channel: 'phone',
  priority,
});
const step = (time: string, what: string, fields: Fields = {}): Fields => ({
  at: at(time),
  do: what,
  ticket: 'T1',
  by: 'eve',
  ...fields,
});
const publish = (time: string, patch: object): Fields => ({ at: at(time), do: 'publish_policy', policy: patch });
const rebind = (time: string, version: number, fields: Fields = {}): Fields =>
  step(time, 'rebind_policy', { by: 'sven', approver: 'mara', version, reason: 'wrong contract', ...fields });

/** What became of it, and what the clocks and the ledger recorded of it, in order. */
const live = async (steps: readonly Fields[], now: string) => {
  const [scenario] = parseScenarios({ id: 'rebinding', steps, now: at(now) });
  if (!scenario) throw new Error('There is no scenario.');
  const recorded = new Map<string, readonly string[]>();
  const result: Result = await simulate(scenario, policy, async ({ environment }) => {
    for (const stream of ['sla-T1', 'billing-T1'])
      recorded.set(
        stream,
        (await environment.store.read(stream)).map(({ event }) => {
          const { type, target, backdated } = event as Message & { target?: string; backdated?: boolean };
          return [type, target, backdated ? 'backdated' : undefined].filter(Boolean).join(' ');
        }),
      );
  });
  return { ...result, recorded };
};

const NIGHT = [
  open('14T02:00', 'P1'),
  step('14T02:01', 'triage', { priority: 'P1' }),
  step('14T03:40', 'work', { work: 'w1', engineer: 'ben', from: at('14T02:10'), to: at('14T03:40') }),
  step('14T03:45', 'resolve', { code: 'power', note: 'back' }),
  step('14T09:00', 'determine', { by: 'rosa', class: 'client', rationale: 'their power supply' }),
];
const billing = ({ tickets }: Result) => tickets.T1?.billing[0];

describe('A ticket that is rebound to another policy version', () => {
  it('was always under it: its clocks are those that it would have had, and a late breach is dated right', async () => {
    const steps = [
      open('16T09:00', 'P2'),
      step('16T09:05', 'triage', { priority: 'P2' }),
      publish('16T09:10', { priorities: { P2: { respond: 30 } } }),
      rebind('16T10:00', 2),
    ];
    const before = await live(steps.slice(0, 3), '16T10:00');
    expect(before.tickets.T1?.sla.respond).toStrictEqual({ state: 'running', due: '2026-03-16T16:00:00Z' });
    const { tickets, differences, recorded } = await live(steps, '16T10:01');
    expect(differences).toStrictEqual([]);
    expect(tickets.T1?.sla.respond).toStrictEqual({ state: 'breached', due: '2026-03-16T14:30:00Z' });
    expect(
      recorded
        .get('sla-T1')
        ?.filter((line) => line.includes('respond'))
        .slice(-2),
    ).toStrictEqual(['TargetSet respond', 'TargetBreached respond backdated']);
    expect(recorded.get('sla-T1')?.filter((line) => line.startsWith('TargetWarned respond'))).toStrictEqual([]);
  });

  it('has a breach withdrawn that under it never was, and bound back it stands again', async () => {
    const steps = [
      open('16T09:00', 'P2'),
      step('16T09:05', 'triage', { priority: 'P2' }),
      publish('16T09:10', { priorities: { P2: { respond: 480 } } }),
      step('16T12:00', 'note'),
      rebind('16T12:30', 2),
    ];
    const { tickets, recorded } = await live(steps, '16T12:31');
    expect(tickets.T1?.sla.respond).toStrictEqual({ state: 'running', due: '2026-03-16T22:00:00Z' });
    expect(recorded.get('sla-T1')?.slice(-3)).toContain('SlaBreachWithdrawn respond');
    const back = await live([...steps, rebind('16T12:40', 1)], '16T12:41');
    expect(back.tickets.T1?.sla.respond).toStrictEqual({ state: 'breached', due: '2026-03-16T16:00:00Z' });
    expect(back.recorded.get('sla-T1')?.at(-1)).toBe('TargetBreached respond backdated');
  });

  it('is credited at once where it owes less', async () => {
    const steps = [...NIGHT, publish('15T09:00', { billing: { ratePerHourCents: 10_000 } }), rebind('16T09:00', 2)];
    expect(billing(await live(steps, '16T09:01'))).toMatchObject({
      outcome: 'charged',
      postedCents: 15_000,
      postings: [
        { kind: 'charge', cents: 18_750 },
        { kind: 'credit', cents: -3_750 },
      ],
    });
  });

  it('waits for an approval of the billing desk where it owes more: the client was shown other terms', async () => {
    const steps = [...NIGHT, publish('15T09:00', { billing: { ratePerHourCents: 20_000 } }), rebind('16T09:00', 2)];
    expect(billing(await live(steps, '16T09:01'))).toMatchObject({ outcome: 'charged', postedCents: 18_750 });
    const approved = [...steps, step('16T10:00', 'approve_billing', { by: 'paula', reason: 'as agreed' })];
    expect(billing(await live(approved, '16T10:01'))).toMatchObject({
      outcome: 'charged',
      postings: [
        { kind: 'charge', cents: 18_750 },
        { kind: 'supplementary', cents: 11_250 },
      ],
    });
  });

  it('is not waived by a time that was over before anybody knew of it', async () => {
    const steps = [
      ...NIGHT.slice(0, 4),
      publish('15T09:00', { fault: { autoWaiveUndeterminedDays: 1 } }),
      rebind('20T09:00', 2),
    ];
    expect(billing(await live(steps, '31T09:00'))).toMatchObject({ outcome: 'pending', postedCents: 0 });
  });

  it('is refused to one person alone, and to a version that was never published', async () => {
    const alone = await live([...NIGHT, rebind('16T09:00', 1, { approver: 'sven', refused: true })], '16T09:01');
    expect(alone.differences).toStrictEqual(['steps[5] rebind_policy: expected a refusal, was accepted']);
    const refused = [
      ...NIGHT,
      publish('15T09:00', { billing: { ratePerHourCents: 20_000 } }),
      rebind('16T09:00', 2, { approver: 'sven', refused: true }),
      rebind('16T09:00', 3, { refused: true }),
    ];
    expect((await live(refused, '16T09:01')).differences).toStrictEqual([]);
  });
});

describe('A ticket whose policy was published before figures were tried', () => {
  it('is read, resolved and charged under it, and rebound to one that is right', async () => {
    const world = await World.under({ ...policy, policyId: 'standard-support' });
    const { store } = world.environment;
    const [first] = await store.read('policy-standard-support');
    const { type, ...published } = (first as Recorded).event as PolicyPublished;
    const document = {
      ...published.document,
      version: 2,
      priorities: { ...published.document.priorities, P1: { ...published.document.priorities.P1, resolve: 1e12 } },
      sla: { ...published.document.sla, autoClose: { P1: 1e12, default: 1e12 } },
      fault: { ...published.document.fault, reviewBusinessMinutes: 99_999_999 },
    };
    const absurd: PolicyPublished = { ...published, type, version: 2, document };
    await store.append('policy-standard-support', 0, [absurd], {
      commandId: 'an old build',
      actor: { id: 'anna', role: 'policy-admin' },
      at: '2026-03-01T00:00:00.000Z',
    });
    const [scenario] = parseScenarios({
      id: 'absurd',
      steps: [...NIGHT, rebind('16T09:00', 1)],
      now: at('20T00:00'),
    });
    const resolveDue: string[] = [];
    for (const [index, each] of (scenario?.steps ?? []).entries()) {
      await world.take(each as Step, `absurd/${index}`);
      const targets = (await store.read('sla-T1')).filter(({ event }) => event.type === 'TargetSet');
      resolveDue.push(String((targets.at(-1) as Recorded<Message & { dueAt: string }>).event.dueAt));
    }
    const money = (await store.read('billing-T1')).map(({ event }) => event.type);
    expect(money).toContain('ChargePosted');
    expect(resolveDue[1]).toBe('2101-01-01T00:00:00.000Z');
    expect(resolveDue.at(-1)).toBe('2026-03-15T07:00:00.000Z');
  });
});
