import { calendarBuild } from './calendar-build';
import { dueInstant } from './due-instant';

// Each throws where the calendar and the luxon walk disagree on a single instant. Speed is for the bench to judge.
describe('The bench of calendars', () => {
  it.each([dueInstant, calendarBuild])('compares two ways to the same answer (%p)', (measure) => {
    const row = measure();
    expect(row.ratio).toBeGreaterThan(1);
    expect(row.goal).toMatch(/^[≥≤]/);
  });
});
