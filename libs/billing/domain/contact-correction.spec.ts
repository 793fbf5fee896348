import {
  approved,
  closed,
  contactCorrected,
  determined,
  eventSummary,
  night,
  opened,
  validated,
  worked,
} from '../testing/after-hours-incident.fixture';

// Monday, 16 March: nine in the morning is within standard hours, seven is not.
const AT_NIGHT = '2026-03-16 07:00';
const IN_HOURS = '2026-03-16 09:00';
const outage = (contact: string) => [
  opened(contact),
  validated('2026-03-16 09:05'),
  worked('W1', '2026-03-16 17:30', '2026-03-16 19:00'),
  closed('2026-03-16 19:00'),
  determined('2026-03-17 10:00', 'client'),
];

describe('A contact that is corrected', () => {
  it('out of the night gives the charge back at once', () =>
    expect(eventSummary(night(...outage(AT_NIGHT), contactCorrected('2026-03-17 11:00', AT_NIGHT, IN_HOURS)))).toBe(
      'credited contact_in_hours: charge 18750, credit -18750',
    ));
  it('into the night charges nobody before somebody has approved', () => {
    const late = [...outage(IN_HOURS), contactCorrected('2026-03-17 11:00', IN_HOURS, AT_NIGHT)];
    expect(eventSummary(night(...outage(IN_HOURS)))).toBe('not_applicable contact_in_hours');
    expect(eventSummary(night(...late))).toBe('held correction, 90 min');
    expect(eventSummary(night(...late, approved('2026-03-17 12:00')))).toBe('charged, 90 min: charge 18750');
  });
  it('while the work is open counts as if it had been written down so', () => {
    const [first, ...rest] = outage(IN_HOURS);
    if (!first) throw new TypeError('The story is empty.');
    expect(eventSummary(night(first, contactCorrected('2026-03-16 09:10', IN_HOURS, AT_NIGHT), ...rest))).toBe(
      'charged, 90 min: charge 18750',
    );
  });
});
