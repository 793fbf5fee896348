import { decide } from '#kernel';
import { by } from '#kernel/given';
import type { Policy } from '#policy';
import { policyWith } from '#policy/testing';
import { at, closed, determined, night, opened, validated, worked } from '../testing/after-hours-incident.fixture';
import { type BillingCommand, ledger } from './ledger';

const charged = night(
  opened('02:03'),
  validated('02:05'),
  worked('W1', '02:10', '03:40'),
  closed('03:40'),
  determined('09:00', 'client'),
);
const at2 = (ratePerHourCents: number): Policy => ({ ...policyWith({ billing: { ratePerHourCents } }), version: 2 });
const cheaper = at2(6_000);
const rebinding = (policyVersion = 2): BillingCommand => {
  const ticketRevision = charged.state.ticketRevision + 1;
  const fact = { kind: 'rebound', policyId: 'standard-support', policyVersion } as const;
  const times = { occurredAt: at('10:00'), recordedAt: at('10:00') };
  return { type: 'NoteFacts', facts: [{ ticketRevision, ticketEventId: 'e', ...times, fact }] };
};
const noting = (rebound?: readonly Policy[], command = rebinding()) =>
  decide(ledger, command, charged.state, {
    ...by('billing-process', at('10:00'), 'system'),
    ticketId: 'T1',
    policy: charged.policy,
    ...(rebound && { rebound }),
  });

describe('A ticket that is rebound to another policy version', () => {
  it('is assessed under it from the beginning, and what was charged too much comes back', () =>
    expect(noting([cheaper])).toMatchObject([
      { type: 'FactNoted' },
      { type: 'ChargeAssessed', terms: { policyVersion: 2, ratePerHourCents: 6_000 } },
      { type: 'CreditPosted', cents: 9_000 - 18_750 },
    ]));

  it('is charged no more by it until somebody approves', () =>
    expect(noting([at2(20_000)]).map(({ type }) => type)).toStrictEqual(['FactNoted', 'ChargeAssessed']));

  it('is under the version that it was rebound to, whichever others are at hand', () => {
    const other: Policy = { ...at2(1), version: 3 };
    const stranger: Policy = { ...at2(1), id: 'somebody-elses' };
    expect(noting([other, stranger, cheaper]).at(-1)).toMatchObject({ cents: -9_750 });
  });

  it.each([
    ['nothing is at hand', undefined],
    ['another version is at hand', [{ ...cheaper, version: 3 }]],
    ['that of another policy is at hand', [{ ...cheaper, id: 'somebody-elses' }]],
  ])('stops its ledger, by name, where %s', (_, rebound) =>
    expect(() => noting(rebound)).toThrow(
      'The ledger was not given standard-support@2, to which the ticket is rebound.',
    ),
  );
});
