import { standardPolicy as policy } from '#policy/testing';
import {
  type Act,
  approved,
  closed,
  commanded,
  corrected,
  determined,
  disputed,
  night,
  opened,
  reopened,
  settled,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { unsettled } from './unsettled';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const settledOf = (...acts: readonly Act[]) => unsettled(night(...outage, ...acts).state, policy);
const what = (...acts: readonly Act[]) => settledOf(...acts)?.why;

describe('The money of a ticket is settled', () => {
  it('once a charge is posted, or a credit', () => {
    expect(what(determined('09:00', 'client'))).toBeUndefined();
    expect(what(determined('09:00', 'client'), waived('10:00'))).toBeUndefined();
  });
  it('where nothing is owed', () => {
    expect(what(determined('09:00', 'provider'))).toBeUndefined();
    expect(unsettled(night(opened('02:03'), validated('02:05', 'P3'), closed('03:40')).state, policy)).toBeUndefined();
  });
  it('where it was waived without a determination', () => expect(what(waived('10:00'))).toBeUndefined());
});

describe('The money of a ticket is not settled', () => {
  it('while nobody has determined whose fault it was: what people wrote is the evidence', () => {
    expect(what()).toMatch('Whose fault event 1 was is not determined.');
    expect(what(determined('09:00', 'undetermined'))).toMatch('is not determined');
    expect(what(determined('09:00', 'client'), reopened('10:00', 2, 1), closed('11:00'))).toMatch('is not determined');
  });
  it('while a dispute is open, whatever was posted', () => {
    const charged = determined('09:00', 'client');
    expect(what(charged, disputed('10:00'))).toBe('Event 1 is disputed. Settle the dispute first.');
    expect(what(charged, disputed('10:00'), settled('11:00'))).toBeUndefined();
  });
  it('while a charge waits for an approval', () => {
    const heldFor = determined('09:00', 'force_majeure');
    expect(what(heldFor)).toMatch('A charge for event 1 waits for an approval.');
    expect(what(heldFor, approved('10:00'))).toBeUndefined();
    expect(what(heldFor, waived('10:00'))).toBeUndefined();
    expect(what(determined('09:00', 'client'), corrected('10:00', 'P1'))).toMatch('waits for an approval');
    const late = worked('W2', '02:03', '02:10', { logged: '2026-06-20 09:00' });
    expect(what(determined('09:00', 'client'), late)).toMatch('waits for an approval');
  });
  it('on any of its events', () =>
    expect(
      what(
        determined('09:00', 'client'),
        reopened('2026-03-15 23:00', 2, 2),
        worked('W2', '2026-03-15 23:10', '2026-03-15 23:40'),
        closed('2026-03-15 23:50'),
      ),
    ).toMatch('Whose fault event 2 was'));
});

describe('The money of a ticket is not settled while a decision', () => {
  const waiver = commanded('10:00', {
    type: 'ProposeDecision',
    proposalId: 'p1',
    decision: { type: 'ReinstateBilling', reason: 'goodwill' },
  });
  it('waits for a second person', () =>
    expect(what(determined('09:00', 'client'), waived('09:30'), waiver)).toBe(
      'Proposal p1 about event 1 waits for a second person. Approve or decline it first.',
    ));
});
