import { policyWith } from '#policy/testing';
import {
  type Act,
  approved,
  closed,
  determined,
  nightUnder,
  opened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';
import type { ChargeAssessed } from './ledger-events';
import { staircaseOf } from './staircase';

const started = [opened('02:03'), validated('02:05')];
const outage = [...started, worked('W1', '02:10', '03:40'), closed('03:45')];
const short = [...started, worked('W1', '02:10', '02:12'), closed('02:20')];
const twice = [...started, worked('W1', '02:10', '02:21'), worked('W2', '03:00', '03:07'), closed('03:10')];

/** Every posting of a night, with the assessment behind it. */
const postingsOf = (acts: readonly Act[], patch: object = {}) => {
  const { state, policy, events } = nightUnder(policyWith(patch), ...acts);
  return state.postings.map((posting) => {
    const assessed = events.find((one) => one.type === 'ChargeAssessed' && one.assessmentId === posting.assessmentId);
    const derivation = (assessed ?? events.findLast((one) => 'terms' in one)) as ChargeAssessed;
    const stairs = staircaseOf(derivation, policy.document.billing.minimumScope, posting);
    return { posting, derivation, policy, stairs };
  });
};
describe('The staircase of a charge', () => {
  it('leads from the minutes to the dollars, one rule a step', () => {
    const [charge] = postingsOf([...outage, determined('09:00', 'client')]);
    expect(charge?.stairs).toStrictEqual({
      steps: [
        { rule: 'Off-hours emergency work that counts', comesTo: '90 min 0 s' },
        { rule: 'Rounded up, the total, to 1 minute', comesTo: '90 minutes' },
        { rule: 'At least 60 minutes', comesTo: '90 minutes' },
        { rule: 'At $125.00 an hour', comesTo: '$187.50' },
        { rule: 'Owed for the event', comesTo: '$187.50' },
        { rule: 'Posted before', comesTo: '$0.00' },
        { rule: 'This line', comesTo: '$187.50' },
      ],
      owedCents: 18_750,
    });
  });
  it.each([
    ['two minutes', short, {}, determined('09:00', 'client')],
    ['a share', outage, {}, determined('09:00', 'shared', { share: 33 })],
    ['a fee', twice, { billing: { incidentFeeCents: 2500 } }, determined('09:00', 'client')],
    ['sessions of their own', twice, { billing: { minimumScope: 'session' } }, determined('09:00', 'client')],
    [
      'quarters of an hour',
      outage,
      { billing: { incrementMinutes: 15, ratePerHourCents: 9999 } },
      determined('09:00', 'client'),
    ],
  ] as const)('comes to what the ledger has posted: %s', (name, acts, patch, finding) => {
    const found = postingsOf([...acts, finding, ...(name === 'a share' ? [approved('10:00')] : [])], patch);
    expect(found).toHaveLength(1);
    for (const { posting, stairs, derivation } of found) {
      expect(stairs.owedCents).toBe(posting.balanceCents);
      expect(stairs.owedCents).toBe(derivation.wantedCents);
    }
  });
});
