import { BILLING_EVENTS } from '#billing';
import { SLA_EVENTS } from '#sla';
import { TICKET_EVENTS } from '#ticketing';
import { TRANSLATE_BILLING } from './billing-translator';
import { INTERNAL } from './internal';
import { TRANSLATE_SLA } from './sla-translator';
import { TRANSLATE_TICKET } from './ticket-translator';

describe.each([
  ['ticket', TICKET_EVENTS, TRANSLATE_TICKET],
  ['clock', SLA_EVENTS, TRANSLATE_SLA],
  ['ledger', BILLING_EVENTS, TRANSLATE_BILLING],
])('Every event of a %s', (_name, catalog, told) => {
  it('is told to others, or somebody has decided that it is not (publishing/internal.ts)', () => {
    const decided = [...Object.keys(told), ...INTERNAL];
    expect(Object.keys(catalog).filter((type) => !decided.includes(type))).toStrictEqual([]);
  });
  it('is not both', () => expect(Object.keys(told).filter((type) => INTERNAL.includes(type))).toStrictEqual([]));
});
