import { policyWith, standardPolicy } from '#policy/testing';
import {
  type Act,
  closed,
  determined,
  nightUnder,
  opened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { explain } from './explanation';
import type { BillingEvent } from './ledger-events';
import type { PostingCause } from './posting-cause';

const explained = (acts: readonly Act[], billing: object = {}, cause?: PostingCause): readonly string[] => {
  const { state, events } = nightUnder(policyWith({ billing }), opened('02:03'), validated('02:05'), ...acts);
  const posting = state.postings.at(-1);
  const said = events.findLast(
    (event): event is Extract<BillingEvent, { terms: unknown; assessmentId: string }> =>
      'terms' in event && 'assessmentId' in event && event.assessmentId === posting?.assessmentId,
  );
  if (!posting || !said) throw new Error('Nothing was posted.');
  return explain(posting, said, standardPolicy.zone, undefined, cause);
};
const work = [worked('W1', '02:10', '03:40'), closed('03:40')];

describe('A charge', () => {
  it('explains itself, from the amount down to the clause', () =>
    expect(explained([...work, determined('09:00', 'client')])).toStrictEqual([
      '$187.50 charge (T1/1/1), posted Sat 14 Mar, 09:00 CDT: $187.50 owed, $0.00 posted before.',
      '$187.50 = 90 minutes x $125.00 an hour.',
      '90 minutes: 90 min 0 s of billable work, rounded up to 1 minute, at least 60.',
      'Worked Sat 14 Mar, 02:10 CDT to Sat 14 Mar, 03:40 CDT by eve (1 entry).',
      'The client contacted us off-hours about a P1 at Sat 14 Mar, 02:03 CDT.',
      "The fault was the client's (determination d-09:00).",
      'Clause 3 of policy standard-support, version 1.',
    ]));
  it('explains the fee, the increment and who worked together', () =>
    expect(
      explained(
        [
          worked('W1', '02:10', '02:40:30'),
          worked('W2', '02:40', '03:26', { engineer: 'ivo' }),
          closed('04:00'),
          determined('09:00', 'client'),
        ],
        {
          incidentFeeCents: 123_450,
          incrementMinutes: 15,
        },
      ),
    ).toMatchObject({
      1: '$1,422.00 = 90 minutes x $125.00 an hour + $1,234.50 incident fee.',
      2: '90 minutes: 76 min 0 s of billable work, rounded up to 15 minutes, at least 60.',
      3: 'Worked Sat 14 Mar, 02:10 CDT to Sat 14 Mar, 03:26 CDT by eve, ivo (2 entries).',
    }));
  it('does not round a minute up to sixty seconds', () =>
    expect(explained([worked('W1', '02:10', '03:40:59.999'), closed('04:00'), determined('09:00', 'client')])[2]).toBe(
      '91 minutes: 91 min 0 s of billable work, rounded up to 1 minute, at least 60.',
    ));
});

describe('The determination behind it', () => {
  it('is told with who made it, who approved it, why, and on what evidence', () => {
    const { state, events } = nightUnder(
      policyWith({}),
      opened('02:03'),
      validated('02:05'),
      ...work,
      determined('09:00', 'client'),
    );
    const [posting] = state.postings;
    const said = events.findLast((event) => 'terms' in event);
    if (!posting || !said) throw new Error('Nothing was posted.');
    const judgement = {
      id: 'd-09:00',
      faultClass: 'client' as const,
      reason: 'their router was off',
      evidence: ['photo-1', 'photo-2'],
      by: 'rita',
      approver: 'sam',
      recordedAt: '2026-03-14T14:00:00.000Z',
      revision: 9,
    };
    const told = (evidence: readonly string[]) =>
      explain(posting, said, standardPolicy.zone, { ...judgement, evidence }).at(-2);
    expect(told(judgement.evidence)).toBe(
      'Determined by rita, approved by sam at Sat 14 Mar, 09:00 CDT: "their router was off"; evidence: photo-1, photo-2.',
    );
    expect(told([])).toMatch(/; no evidence is named\.$/);
  });
});

describe('A credit', () => {
  it('explains what it takes back', () =>
    expect(explained([...work, determined('09:00', 'client'), determined('10:00', 'provider')])).toMatchObject({
      0: '-$187.50 credit (T1/1/2), posted Sat 14 Mar, 10:00 CDT: $0.00 owed, $187.50 posted before.',
      4: "The fault was the provider's (determination d-10:00).",
    }));
  it('says whose act it answers, who approved that, why, and by which rule', () => {
    const acts = [...work, determined('09:00', 'client'), waived('10:00')];
    const act = { act: 'BillingWaived', by: 'bill', at: '2026-03-14T15:00:00.000Z', rule: 'waived' } as const;
    const second = (cause: object) => explained(acts, {}, { ...act, ...cause } as PostingCause)[1];
    const rule = 'The rule: the event is waived.';
    expect(second({})).toBe(`Because of BillingWaived by bill at Sat 14 Mar, 10:00 CDT: no reason is given. ${rule}`);
    expect(second({ approver: 'sue', reason: 'A regular of ours' })).toBe(
      `Because of BillingWaived by bill, approved by sue at Sat 14 Mar, 10:00 CDT: "A regular of ours". ${rule}`,
    );
    expect(second({ act: 'FaultDetermined' })).not.toMatch('Because of');
  });
});
