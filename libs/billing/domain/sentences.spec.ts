import { iso, ms } from '#kernel';
import { policyWith, standardPolicy } from '#policy/testing';
import {
  type Act,
  at,
  closed,
  corrected,
  determined,
  merged,
  nightUnder,
  opened,
  reopened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import { assess } from './assessment';
import { derivationOf } from './derivation';
import { explain } from './explanation';
import { postedOf } from './ledger-state';
import { type Meter, meter } from './meter';
import { sayMeter } from './meter-sentences';

// What the meter reads, and what the meter and a posting say, where it is not the plain case.

type MeterMoment = { readonly time: string; readonly since?: string; readonly patch?: object };
const read = (
  acts: readonly Act[],
  { time, since, patch = {} }: MeterMoment,
): { meter: Meter; said: readonly string[] } => {
  const { state, policy } = nightUnder(policyWith(patch), ...acts);
  const underWay = since === undefined ? undefined : { since: ms(at(since)), engineer: 'eve' };
  const event = state.incident.cycles.at(-1)?.event ?? 1;
  const found = meter(state.incident, policy, postedOf(state, event), ms(at(time)), underWay);
  return { meter: found, said: sayMeter(found, policy) };
};
const started = [opened('02:03'), validated('02:05')];
const outage = [...started, worked('W1', '02:10', '03:40'), closed('03:40')];
const nothing = (why: string) => [`Nothing is owed, whatever the review finds: ${why}.`];
const soFar = (why: string) => [
  `Nothing is owed so far: ${why}. That may change while the work goes on.`,
  'If the client is at fault, the first minute of off-hours work costs $125.00: at least 60 minutes are billed.',
];

describe('The meter says why nothing is owed', () => {
  it.each<[string, readonly Act[]]>([
    ['no client contacted us about it', [opened('02:03', { contact: false }), validated('02:05')]],
    ['the client contacted us within standard hours', [opened('2026-03-16 09:00'), validated('2026-03-16 09:05')]],
    ['it is not a P1 that somebody has validated', [opened('02:03'), validated('02:05', 'P3')]],
    ['no emergency work was done outside standard hours', started],
  ])('%s', (why, acts) => expect(read(acts, { time: '04:00' }).said).toStrictEqual(soFar(why)));
  it('for good, where the ticket was merged', () =>
    expect(read([...started, merged('02:30')], { time: '04:00' }).said).toStrictEqual(
      nothing('the ticket was merged; what is owed is on the one that survives'),
    ));
  it('and what the first minute costs, minimum and fee included', () => {
    const patch = { billing: { incidentFeeCents: 5_000, incrementMinutes: 15, minimumMinutes: 30 } };
    const { meter: found, said } = read(started, { time: '04:00', patch });
    expect(found.firstMinuteCents).toBe(6_250 + 5_000);
    expect(said[1]).toBe(
      'If the client is at fault, the first minute of off-hours work costs $112.50: at least 30 minutes are billed, and a fee of $50.00.',
    );
  });
  it('also of what was charged once and taken back', () =>
    expect(read([...outage, determined('09:00', 'client'), corrected('10:00', 'P3')], { time: '11:00' })).toMatchObject(
      {
        meter: { rule: 'not_p1' },
        said: nothing('it is not a P1 that somebody has validated'),
      },
    ));
  it('and not where that hangs on the fault alone', () =>
    expect(read([...outage, determined('09:00', 'provider')], { time: '11:00' }).meter).not.toHaveProperty('rule'));
  it('by the work that is under way, where there is any', () => {
    expect(read(started, { time: '04:00', since: '03:00' }).meter).not.toHaveProperty('rule');
    expect(read(started, { time: '04:00' }).meter).toMatchObject({ rule: 'no_off_hours_work' });
  });
});

describe('The meter reads', () => {
  it('work that began just now as none yet', () => {
    const { meter: found } = read(started, { time: '03:00', since: '03:00' });
    expect(found).toStrictEqual({ ...found, rule: 'no_off_hours_work' });
    expect(found).not.toHaveProperty('underWay');
  });
  it('only what the client would owe, however much is posted', () => {
    const again = [...outage, determined('09:00', 'client'), reopened('09:30', 2, 1)];
    const { meter: found } = read(again, { time: '10:30', since: '10:00' });
    expect(found.logged).toMatchObject({ workedSeconds: 5_400, minutes: 90 });
    expect(found.underWay).toMatchObject({ workedSeconds: 7_200, minutes: 120, since: iso(ms(at('10:00'))) });
    expect(found.logged.byFault.find(({ faultClass }) => faultClass === 'undetermined')).toStrictEqual({
      faultClass: 'undetermined',
      outcome: 'pending',
      cents: 0,
    });
    expect(found.logged.byFault.find(({ faultClass }) => faultClass === 'shared')).toStrictEqual({
      faultClass: 'shared',
      outcome: 'held',
      cents: 9_375,
      sharePercent: 50,
    });
  });
  it('the last event, and says which', () => {
    const second = [...outage, reopened('20:00', 2, 2), worked('W2', '20:10', '20:40')];
    expect(read(second, { time: '21:00' }).meter).toMatchObject({ event: 2, logged: { workedSeconds: 1_800 } });
  });
});

describe('The meter says how much', () => {
  const lines = (to: string, patch: object = {}) =>
    read([...started, worked('W1', '02:10', to)], { time: '07:00', patch }).said;
  it('is billed, and whether that is the least there is', () => {
    expect(lines('03:40')[0]).toBe('90 minutes 0 s of off-hours emergency work so far, billed as 90 minutes.');
    expect(lines('02:11')[0]).toBe(
      '1 minute 0 s of off-hours emergency work so far, billed as 60 minutes, the least there is.',
    );
  });
  it('the minimum still covers, and nothing where it covers no more', () => {
    expect(lines('02:40').at(-1)).toBe('The minimum covers 30 more minutes.');
    expect(lines('03:09').at(-1)).toBe('The minimum covers 1 more minute.');
    for (const to of ['03:10', '03:40'])
      expect(lines(to).at(-1)).toBe('If the fault is undetermined: nothing, until it is determined.');
    // Rounded above the minimum: more work costs more at once.
    expect(lines('02:40', { billing: { incrementMinutes: 90 } }).at(-1)).toMatch('undetermined');
  });
});

describe('A posting explains itself', () => {
  const explained = (acts: readonly Act[], judgement?: Parameters<typeof explain>[3]) => {
    const { state, policy } = nightUnder(policyWith(), ...acts);
    const [posting] = state.postings;
    if (!posting) throw new Error('Nothing was posted.');
    const assessment = assess(state.incident, 1, policy, { cents: 0, ever: false });
    return explain(posting, derivationOf(assessment, policy), policy.zone, judgement);
  };
  const approvedShare = [
    ...outage,
    determined('09:00', 'shared', { share: 40 }),
    { at: at('10:00'), command: { type: 'ApproveBilling' }, who: 'clara' } as const,
  ];
  it("with the client's share", () =>
    expect(explained(approvedShare)[1]).toBe("$75.00 = 90 minutes x $125.00 an hour, of which the client's 40 %."));
  it('with each stretch of a session, where standard hours part it', () => {
    const overDay = [...started, worked('W1', '2026-03-16 07:30', '2026-03-16 17:30'), closed('2026-03-16 18:00')];
    expect(explained([...overDay, determined('2026-03-16 19:00', 'client')])[3]).toBe(
      'Worked Mon 16 Mar, 07:30 CDT to Mon 16 Mar, 08:00 CDT, Mon 16 Mar, 17:00 CDT to Mon 16 Mar, 17:30 CDT by eve (1 entry).',
    );
  });
  it('by whoever determined the cause, alone or with a second person', () => {
    const judgement = {
      id: 'd',
      faultClass: 'client' as const,
      reason: 'their router',
      evidence: [],
      by: 'rita',
      recordedAt: at('09:00'),
      revision: 4,
    };
    const said = (more: object) =>
      explained([...outage, determined('09:00', 'client')], { ...judgement, ...more }).at(-2);
    expect(said({})).toBe('Determined by rita at Sat 14 Mar, 09:00 CDT: "their router"; no evidence is named.');
    expect(said({ approver: 'sam' })).toMatch(/^Determined by rita, approved by sam at/);
  });
  it('where it names neither work, nor contact, nor a determination', () => {
    const posting = { postingId: 'T1/1/2', assessmentId: 'a', event: 1, at: at('09:00'), cents: -500, balanceCents: 0 };
    const terms = {
      policyId: 'p',
      policyVersion: 2,
      clause: '3',
      ratePerHourCents: 1,
      incidentFeeCents: 0,
      incrementMinutes: 1,
      minimumMinutes: 1,
    };
    expect(explain({ ...posting, kind: 'credit' }, { wantedCents: 0, terms }, standardPolicy.zone)).toStrictEqual([
      '-$5.00 credit (T1/1/2), posted Sat 14 Mar, 09:00 CDT: $0.00 owed, $5.00 posted before.',
      'Clause 3 of policy p, version 2.',
    ]);
    expect(explain({ ...posting, kind: 'credit' }, { terms }, standardPolicy.zone)[0]).toMatch('$0.00 owed');
  });
});

describe('A derivation names what an assessment is made of', () => {
  const of = (...acts: readonly Act[]) => {
    const { state, policy } = nightUnder(policyWith(), ...acts);
    return derivationOf(assess(state.incident, 1, policy, postedOf(state, 1)), policy);
  };
  const terms = {
    policyId: 'standard-support',
    policyVersion: 1,
    clause: '3',
    ratePerHourCents: 12_500,
    incidentFeeCents: 0,
    incrementMinutes: 1,
    minimumMinutes: 60,
  };
  it('and nothing that is not known', () => {
    expect(of(opened('02:03'))).toStrictEqual({ terms });
    expect(of(opened('02:03', { contact: false }), closed('03:00'))).toStrictEqual({ wantedCents: 0, terms });
    expect(of(...started, closed('03:00'))).toStrictEqual({ wantedCents: 0, contactAt: at('02:03'), terms });
  });
  it('sessions, contact, determination and share', () =>
    expect(of(...outage, determined('09:00', 'shared', { share: 40 }))).toStrictEqual({
      wantedCents: 0,
      minutes: 90,
      workedSeconds: 5_400,
      sessions: [
        { workIds: ['W1'], engineers: ['eve'], counted: [{ from: at('02:10'), to: at('03:40') }], seconds: 5_400 },
      ],
      contactAt: at('02:03'),
      determination: { determinationId: 'd-09:00', faultClass: 'shared', sharePercent: 40 },
      terms,
    }));
});
