import { BoardRows, laneOf } from './board-store';

const NOW = Date.parse('2026-03-14T08:00:00Z');
const row = (ticketId: string, more: object = {}) =>
  ({
    ticketId,
    priority: 'P2',
    client: 'acme',
    assignee: null,
    overdueAt: null,
    nextDueAt: '2026-03-14T08:10:00.000Z',
    urgentAt: '2026-03-14T08:10:00.000Z',
    ...more,
  }) as never;

describe('The board', () => {
  it('puts each ticket into the lane of what is left', () => {
    const lanes = ['08:30', '12:00', '23:59', '07:00'].map((time) =>
      laneOf({ overdueAt: null, nextDueAt: `2026-03-14T${time}:00.000Z` }, NOW),
    );
    expect(lanes).toStrictEqual(['half-hour', 'four-hours', 'day', 'breached']);
    expect(laneOf({ overdueAt: null, nextDueAt: null }, NOW)).toBe('still');
    expect(laneOf({ overdueAt: '2026-03-14T07:00:00.000Z', nextDueAt: null }, NOW)).toBe('breached');
  });

  it('shows the worst of what is over first, and of the others what runs out first', () => {
    const rows = new BoardRows();
    const over = { overdueAt: '2026-03-13T00:00:00.000Z', urgentAt: '2026-03-13T00:00:00.000Z' };
    rows.put([row('B'), row('A'), row('C', { urgentAt: '2026-03-14T08:05:00.000Z' })]);
    rows.put([row('X', over), row('Y', { ...over, priority: 'P1', urgentAt: '2026-03-14T00:00:00.000Z' })]);
    const [breached, soon] = rows.lanes({}, NOW);
    expect(breached?.rows.map(({ ticketId }) => ticketId)).toStrictEqual(['Y', 'X']);
    expect(soon?.rows.map(({ ticketId }) => ticketId)).toStrictEqual(['C', 'A', 'B']);
  });

  it('forgets a ticket that was asked for and has left', () => {
    const rows = new BoardRows();
    rows.put([row('A'), row('B')]);
    rows.answer(['A', 'B'], [row('B', { client: 'globex' })]);
    expect([rows.size, rows.get('A'), rows.get('B')?.client]).toStrictEqual([1, undefined, 'globex']);
  });
});
