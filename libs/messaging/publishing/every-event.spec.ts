import { BILLING_EVENTS } from '#billing';
import { SLA_EVENTS } from '#sla';
import { TICKET_EVENTS } from '#ticketing';
import { INTERNAL } from './internal';
import { TELL_BILLING } from './tell-billing';
import { TELL_SLA } from './tell-sla';
import { TELL_TICKET } from './tell-ticket';

describe.each([
  ['ticket', TICKET_EVENTS, TELL_TICKET],
  ['clock', SLA_EVENTS, TELL_SLA],
  ['ledger', BILLING_EVENTS, TELL_BILLING],
])('Every event of a %s', (_name, catalog, told) => {
  it('is told to others, or somebody has decided that it is not (publishing/internal.ts)', () => {
    const decided = [...Object.keys(told), ...INTERNAL];
    expect(Object.keys(catalog).filter((type) => !decided.includes(type))).toStrictEqual([]);
  });
  it('is not both', () => expect(Object.keys(told).filter((type) => INTERNAL.includes(type))).toStrictEqual([]));
});
