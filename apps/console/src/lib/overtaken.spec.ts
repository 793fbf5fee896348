import type { TicketPage, TimelineLine } from '../types.gen';
import { overtaking } from './overtaken';

const line = (revision: number, event: string, id: string, role = 'billing'): TimelineLine => ({
  stream: 'ticket',
  revision,
  event,
  at: '2026-11-30T12:00:00Z',
  atLocal: 'Mon 06:00 CST',
  recordedAt: '2026-11-30T12:00:00Z',
  by: { id, role },
});
const page = (postedCents: number, ...timeline: readonly TimelineLine[]) =>
  ({ timeline, money: { postedCents, events: [] } }) as unknown as Pick<TicketPage, 'timeline' | 'money'>;

const opened = line(0, 'TicketOpened', 'ann', 'agent');
const waived = line(1, 'BillingWaived', 'bill');
const credited = line(2, 'TicketBilled', 'billing-saga', 'system');

describe('A decision that was overtaken', () => {
  it('is decided anew where somebody else has acted, who is named', () => {
    expect(overtaking(page(0, opened), page(0, opened, waived), 'carla')).toStrictEqual([waived]);
  });
  it('was overtaken by nobody where it was one\u2019s own act, and what followed from it', () => {
    expect(overtaking(page(18_750, opened), page(0, opened, waived, credited), 'bill')).toStrictEqual([]);
    expect(overtaking(page(18_750, opened, waived), page(0, opened, waived, credited), 'bill')).toStrictEqual([]);
  });
  it('is looked at once more where the money has moved by what somebody else had asked for', () => {
    expect(overtaking(page(18_750, opened, waived), page(0, opened, waived, credited), 'carla')).toStrictEqual([
      credited,
    ]);
  });
  it('is not held up by a machine that only took note', () => {
    expect(overtaking(page(0, opened), page(0, opened, credited), 'carla')).toStrictEqual([]);
  });
});
