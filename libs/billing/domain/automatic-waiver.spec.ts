import { standardPolicy as policy } from '#policy/testing';
import {
  at,
  closed,
  corrected,
  determined,
  eventSummary,
  type Night,
  night,
  opened,
  reinstated,
  reopened,
  timePassed,
  validated,
  waived,
  worked,
} from '../testing/after-hours-incident.fixture';
import { nextWaiver } from './timers';

const outage = [opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')];
const charged = [...outage, determined('09:00', 'client')];
const last = ({ events }: Night, type: string) => events.findLast((event) => event.type === type);

describe('The automatic waiver', () => {
  const waiverAt = '2026-04-13 03:40';
  it('comes thirty days after the work closed, by the clock', () => {
    const { state } = night(...outage);
    expect(nextWaiver(state, policy)).toStrictEqual({ event: 1, at: Date.parse(at(waiverAt)) });
    expect(eventSummary(night(...outage, timePassed('2026-04-13 03:39:59.999')))).toBe('pending, 90 min');
    const waivedByClock = night(...outage, timePassed(waiverAt));
    expect(eventSummary(waivedByClock)).toBe('waived, 90 min');
    expect(last(waivedByClock, 'BillingWaived')).toStrictEqual({
      type: 'BillingWaived',
      event: 1,
      at: at(waiverAt),
      how: 'time_elapsed',
    });
  });
  it('is dated right where it is noticed late, and before what was noted since', () => {
    const late = night(...outage, determined('2026-05-01 09:00', 'client'));
    expect(last(late, 'BillingWaived')).toMatchObject({ at: at(waiverAt) });
    expect(eventSummary(late)).toBe('waived, 90 min');
  });
  it('comes before what happens at its very instant', () =>
    expect(eventSummary(night(...outage, determined(waiverAt, 'client')))).toBe('waived, 90 min'));
  it('comes for what is undetermined as for what nobody looked at', () =>
    expect(eventSummary(night(...outage, determined('09:00', 'undetermined'), timePassed(waiverAt)))).toBe(
      'waived, 90 min',
    ));
  it('does not come for what is not pending', () => {
    expect(eventSummary(night(...charged, timePassed('2026-06-01 00:00')))).toBe('charged, 90 min: charge 18750');
    expect(
      eventSummary(night(...outage, determined('09:00', 'shared', { share: 50 }), timePassed('2026-06-01 00:00'))),
    ).toBe('held, 90 min');
    expect(
      eventSummary(night(opened('02:03'), validated('02:05', 'P3'), closed('03:00'), timePassed('2026-06-01 00:00'))),
    ).toBe('not_applicable not_p1');
  });
  it('does not come while money is posted: that waits for a person', () =>
    expect(
      eventSummary(night(...charged, reopened('10:00', 2, 1), closed('11:00'), timePassed('2026-06-01 00:00'))),
    ).toBe('pending, 90 min: charge 18750'));
  it('does come where what was posted was credited', () =>
    expect(eventSummary(night(...charged, determined('10:00', 'undetermined'), timePassed(waiverAt)))).toBe(
      'waived, 90 min: charge 18750, credit -18750',
    ));
  it('begins anew with a reopening of the same event, and not with one of another', () => {
    const again = night(...outage, reopened('10:00', 2, 1), closed('11:00'));
    expect(nextWaiver(again.state, policy)).toMatchObject({ at: Date.parse(at('2026-04-13 11:00')) });
    const another = night(...outage, reopened('20:00', 2, 2));
    expect(nextWaiver(another.state, policy)).toStrictEqual({ event: 1, at: Date.parse(at(waiverAt)) });
    expect(nextWaiver(night(...outage, reopened('10:00', 2, 1)).state, policy)).toBeUndefined();
  });
  it('comes once: what is pending later waits for a person', () => {
    const reinstatedLater = night(...outage, timePassed(waiverAt), reinstated('2026-04-14 09:00'));
    expect(eventSummary(reinstatedLater)).toBe('pending, 90 min');
    expect(nextWaiver(reinstatedLater.state, policy)).toBeUndefined();
    const superseded = night(
      ...outage,
      determined('09:00', 'provider'),
      determined('2026-05-01 09:00', 'undetermined'),
    );
    expect(nextWaiver(superseded.state, policy)).toBeUndefined();
  });
  it('comes once for an event, even where that was reinstated, reopened and closed again', () => {
    const again = [
      reinstated('2026-04-14 09:00'),
      reopened('2026-04-14 10:00', 2, 1),
      closed('2026-04-14 11:00'),
      timePassed('2026-06-01 00:00'),
    ];
    expect(eventSummary(night(...outage, timePassed(waiverAt), ...again))).toBe('pending, 90 min');
    const byAPerson = night(...outage, waived('2026-04-12 09:00'), ...again);
    expect(eventSummary(byAPerson)).toBe('waived, 90 min');
  });
  it('does not come late for what a fact made pending after its time', () => {
    const correctedLate = [
      corrected('09:00', 'P3'),
      corrected('2026-05-01 09:00', 'P1'),
      timePassed('2026-05-01 09:00'),
    ];
    expect(eventSummary(night(...outage, ...correctedLate))).toBe('pending, 90 min');
  });
  it('is final until somebody reinstates it', () => {
    expect(eventSummary(night(...outage, timePassed(waiverAt), determined('2026-05-01 09:00', 'client')))).toBe(
      'waived, 90 min',
    );
    expect(
      eventSummary(
        night(
          ...outage,
          timePassed(waiverAt),
          determined('2026-05-01 09:00', 'client'),
          reinstated('2026-05-02 09:00'),
        ),
      ),
    ).toBe('charged, 90 min: charge 18750');
  });
});
