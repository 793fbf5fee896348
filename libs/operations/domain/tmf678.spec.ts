import { chargeSentence } from './charge-sentence';
import { appliedBillingRate } from './tmf678';

const line = {
  kind: 'charge',
  ticket: '7K3-M9Q-XZW',
  atLocal: 'Tue 17 Mar, 10:00 CDT',
  cents: 18_750,
  minutes: 90,
  faultClass: 'client',
  clause: '3',
} as const;

describe('A line of an invoice', () => {
  it('is a sentence that its client can read', () => {
    expect(chargeSentence(line)).toBe(
      "$187.50 for after-hours emergency help on ticket 7K3-M9Q-XZW, 90 minutes billed; the review found that the fault was the client's (clause 3 of the support policy). Posted Tue 17 Mar, 10:00 CDT.",
    );
    expect(chargeSentence({ ...line, kind: 'credit', cents: -18_750, faultClass: 'provider' })).toMatch(
      /^\$187\.50 given back for .* the fault was the provider's/,
    );
  });
  it('is a rate of TMF678, billed once its month is closed', () => {
    const told = {
      ...line,
      postingId: '7K3M9QXZW/1/1',
      client: 'acme',
      ticketId: '7K3M9QXZW',
      postedAt: '2026-03-17T15:00:00.000Z',
      month: '2026-03',
      says: 'as above',
      explainedAt: '/charges/x',
    };
    expect(appliedBillingRate(told, false)).toMatchObject({
      id: '7K3M9QXZW/1/1',
      type: 'appliedBillingCharge',
      isBilled: false,
      taxExcludedAmount: { unit: 'USD', value: 187.5 },
    });
    expect(appliedBillingRate({ ...told, cents: -100 }, true)).toMatchObject({
      type: 'appliedBillingCredit',
      isBilled: true,
      taxExcludedAmount: { value: -1 },
    });
  });
});
