import { standardSupport } from '../testing/standard-support.fixture';
import type { PolicyDocument } from './document';
import { mergePolicy } from './merge';
import { warningsOf } from './plausibility';

const warnings = (patch: unknown) => warningsOf(mergePolicy(standardSupport, patch) as PolicyDocument);

describe('Whoever publishes a policy is warned', () => {
  it.each<[string, unknown, readonly string[]]>([
    [
      'of an answer that is due after the resolution',
      { priorities: { P4: { respond: 6000 } } },
      ['priorities.P4.respond: 6000 is above priorities.P4.resolve, 5400, which fulfils it as well.'],
    ],
    [
      'of a restoration that is due after the resolution',
      { priorities: { P1: { restore: 1441 } } },
      ['priorities.P1.restore: 1441 is above priorities.P1.resolve, 1440, which fulfils it as well.'],
    ],
    [
      'of an urgent target that is longer than one that is less urgent',
      { priorities: { P2: { respond: 500 } } },
      ['priorities.P2.respond: 500 is above that of P3, 480, which is less urgent.'],
    ],
    [
      'of standard hours that never end',
      { calendars: { 'standard-hours': { always: true } } },
      ['calendars.standard-hours: never closes, so that nothing is ever charged as after hours.'],
    ],
    [
      'of work that costs nothing',
      { billing: { ratePerHourCents: 0 } },
      ['billing.ratePerHourCents: 0, and no incident fee: every charge comes to nothing.'],
    ],
    [
      'of a minimum of more than a day',
      { billing: { minimumMinutes: 1441, chargeApprovalOverCents: null } },
      ['billing.minimumMinutes: 1441 minutes are more than a day, for each charge.'],
    ],
    [
      'of an approval that every charge would need',
      { billing: { chargeApprovalOverCents: 12_499 } },
      [
        'billing.chargeApprovalOverCents: 12499 is below the least that a charge comes to, 12500: every charge waits for an approval.',
      ],
    ],
    [
      'of an approval that every charge would need, its fee included',
      { billing: { incidentFeeCents: 1, chargeApprovalOverCents: 12_500 } },
      [
        'billing.chargeApprovalOverCents: 12500 is below the least that a charge comes to, 12501: every charge waits for an approval.',
      ],
    ],
    [
      'of nothing in the default policy, nor of targets that are equal or left out',
      {
        priorities: {
          P1: { respond: 1440, update: 1440, restore: 1440 },
          P2: { respond: 120, resolve: null, restore: null },
          P3: { respond: 120 },
        },
        billing: { ratePerHourCents: 0, incidentFeeCents: 1, minimumMinutes: 1440, chargeApprovalOverCents: 1 },
      },
      [],
    ],
  ])('%s', (_, patch, lines) => expect(warnings(patch)).toStrictEqual(lines));
});
