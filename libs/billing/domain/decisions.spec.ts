import { type DomainError } from '#kernel';
import {
  type Act,
  amended,
  approved,
  at,
  closed,
  commanded,
  corrected,
  determined,
  eventSummary,
  type Night,
  night,
  opened,
  reinstated,
  reopened,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const charged = [...outage, determined('09:00', 'client')];
const code = (...acts: readonly Act[]): string => {
  try {
    night(...acts);
    return 'accepted';
  } catch (refusal) {
    return (refusal as DomainError).code;
  }
};
const last = ({ events }: Night, type: string) => events.findLast((event) => event.type === type);
const count = ({ events }: Night, type: string) => events.filter((event) => event.type === type).length;

describe('Who decides about money', () => {
  it('answers the terms of the last event, or of the one that is named', () => {
    expect(
      last(night(...outage, reopened('20:00', 2, 2), commanded('20:05', { type: 'AcceptTerms' })), 'TermsAccepted'),
    ).toMatchObject({ event: 2 });
    expect(
      last(
        night(...outage, reopened('20:00', 2, 2), commanded('20:05', { type: 'DeclineTerms', event: 1 })),
        'TermsDeclined',
      ),
    ).toMatchObject({ event: 1 });
  });
  it.each([0, 2, 1.5])('names an event that there is, and not %s', (event) =>
    expect(code(...outage, commanded('09:00', { type: 'AcceptTerms', event }))).toBe('event.unknown'),
  );
  it('finds nothing to approve where nothing waits', () => {
    expect(code(...outage, approved('09:00'))).toBe('billing.nothing-to-approve');
    expect(code(...charged, approved('10:00'))).toBe('billing.nothing-to-approve');
    expect(code(...outage, determined('09:00', 'shared', { share: 50 }), approved('10:00'), approved('11:00'))).toBe(
      'billing.nothing-to-approve',
    );
  });
  it('approves what is held, late work, or a late correction', () => {
    expect(code(...outage, determined('09:00', 'force_majeure'), approved('10:00'))).toBe('accepted');
    expect(code(...outage, corrected('09:00', 'P1'), approved('10:00'))).toBe('accepted');
    expect(code(...charged, amended('2026-05-01 09:00', 'W1', '02:03', '03:40'), approved('2026-05-01 10:00'))).toBe(
      'accepted',
    );
  });
  it('approves in one go all that waits', () =>
    expect(
      eventSummary(
        night(...outage, corrected('08:00', 'P1'), determined('09:00', 'shared', { share: 50 }), approved('10:00')),
      ),
    ).toBe('charged, 90 min: charge 9375'));
  it('needs a second person to waive more than the limit, and none for less', () => {
    const alone = (time: string) => commanded(time, { type: 'WaiveBilling' });
    expect(code(...charged, alone('10:00'))).toBe('accepted');
    const dear = [
      opened('02:03'),
      validated('02:05'),
      worked('W1', '02:10', '04:11'),
      closed('05:00'),
      determined('09:00', 'client'),
    ];
    expect(code(...dear, alone('10:00'))).toBe('billing.approver-needed');
    expect(code(...dear, commanded('10:00', { type: 'WaiveBilling', approver: 'clara' }, 'clara'))).toBe(
      'billing.approver-needed',
    );
    expect(code(...dear, waived('10:00'))).toBe('accepted');
  });
  it('needs nobody else to waive what the cause has cleared the client of', () => {
    const dear = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '06:10'), closed('07:00')];
    const alone = commanded('11:00', { type: 'WaiveBilling' });
    expect(code(...dear, alone)).toBe('billing.approver-needed');
    expect(code(...dear, determined('09:00', 'provider'), alone)).toBe('accepted');
    expect(code(...dear, determined('09:00', 'client'), determined('10:00', 'provider'), alone)).toBe('accepted');
  });
  it('needs a second person for the share of a shared fault that is more than the limit', () => {
    const dear = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '06:10'), closed('07:00')];
    const alone = commanded('11:00', { type: 'WaiveBilling' });
    expect(code(...dear, determined('09:00', 'shared', { share: 50 }), alone)).toBe('accepted');
    expect(code(...dear, determined('09:00', 'shared', { share: 51 }), alone)).toBe('billing.approver-needed');
  });
  it('may waive alone what is just the limit', () => {
    const two = [
      opened('02:03'),
      validated('02:05'),
      worked('W1', '02:10', '04:10'),
      closed('05:00'),
      determined('09:00', 'client'),
    ];
    expect(code(...two, commanded('10:00', { type: 'WaiveBilling' }))).toBe('accepted');
  });
  it('waives once', () => expect(count(night(...charged, waived('10:00'), waived('11:00')), 'BillingWaived')).toBe(1));
  it('needs a second person to reinstate, and something that is waived', () => {
    expect(code(...charged, reinstated('10:00'))).toBe('billing.not-waived');
    expect(code(...charged, waived('10:00'), commanded('11:00', { type: 'ReinstateBilling' }))).toBe(
      'billing.approver-needed',
    );
    expect(
      code(...charged, waived('10:00'), commanded('11:00', { type: 'ReinstateBilling', approver: 'clara' }, 'clara')),
    ).toBe('billing.approver-needed');
    expect(code(...charged, waived('10:00'), reinstated('11:00'), reinstated('12:00'))).toBe('billing.not-waived');
  });
  it('gives the reason where there is one', () => {
    const because = { reason: 'goodwill' };
    const spoken = night(
      ...charged,
      commanded('10:00', { type: 'WaiveBilling', ...because }),
      commanded('11:00', { type: 'ReinstateBilling', approver: 'boss', ...because }),
    );
    expect(last(spoken, 'BillingWaived')).toStrictEqual({
      type: 'BillingWaived',
      event: 1,
      at: at('10:00'),
      how: 'person',
      ...because,
    });
    expect(last(spoken, 'BillingReinstated')).toStrictEqual({
      type: 'BillingReinstated',
      event: 1,
      at: at('11:00'),
      approver: 'boss',
      ...because,
    });
    expect(
      last(
        night(
          ...outage,
          determined('09:00', 'force_majeure'),
          commanded('10:00', { type: 'ApproveBilling', ...because }),
        ),
        'BillingApproved',
      ),
    ).toMatchObject(because);
  });
});
