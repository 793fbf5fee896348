import { type Recorded, stampOf } from '#kernel';
import { commanded, night, opened, validated, waived } from '../testing/after-hours-incident.fixture';
import { actForClient, actsOf } from './acts';
import type { BillingEvent } from './ledger-events';

// What people did about the money of an event, as the billing answer tells it.

const at = (hour: number) => `2026-03-14T${String(hour).padStart(2, '0')}:00:00.000Z`;
const stamped = <E extends { type: string }>(event: E, hour: number, id: string): Recorded<E> => ({
  event,
  stamp: stampOf({ commandId: `c${hour}`, actor: { id, role: 'agent' }, at: at(hour) }, hour, 0),
});
const ledger = night(
  opened('02:03'),
  validated('02:05'),
  commanded('02:06', { type: 'DiscloseTerms', channel: 'phone' }),
  commanded('02:07', { type: 'AcceptTerms' }),
  waived('10:00'),
).events.map((event, index) => stamped<BillingEvent>(event, index, 'clara'));
const determination = { id: 'd1', faultClass: 'client', reason: 'Their power', evidence: [], by: 'rosa' } as const;
const ticket: readonly Recorded[] = [
  stamped({ type: 'FaultDetermined', cycle: 2, determination }, 11, 'rosa'),
  stamped({ type: 'FaultDisputed', disputeId: 'x', event: 2, reason: 'It was yours' }, 12, 'otto'),
  stamped({ type: 'NoteAdded', text: 'Called back' }, 13, 'anna'),
  stamped({ type: 'MergeAbsorbed', from: 'T9', terms: [{ at: at(9), accepted: false }] }, 14, 'merge'),
];
const told = actsOf(ticket, ledger, () => 2);

describe('The story of the money', () => {
  it('names who showed and answered the terms, judged, disputed and waived, in the order in which they did', () =>
    expect(told.map(({ event, act, by }) => `${event} ${act} by ${by}`)).toStrictEqual([
      '1 TermsDisclosed by clara',
      '1 TermsAccepted by clara',
      '1 TermsDeclined by merge',
      '2 FaultDetermined by rosa',
      '2 FaultDisputed by otto',
      '1 BillingWaived by clara',
    ]));

  it('says with a disclosure where it was made, and in which words', () =>
    expect(told[0]).toMatchObject({ channel: 'phone', words: expect.stringContaining('$125.00 an hour') }));

  it('says of an answer that a merge brought on which ticket it was given', () =>
    expect(told[2]).toMatchObject({ fromTicketId: 'T9', at: at(9) }));

  it('keeps the people and reasons of the provider from a client', () =>
    expect(told.map(actForClient).filter((act) => 'by' in act || 'approver' in act || 'reason' in act)).toStrictEqual(
      [],
    ));
});
