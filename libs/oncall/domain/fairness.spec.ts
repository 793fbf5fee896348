import { zoneTransitions } from '#policy';
import { rosterWith } from '../testing/night.fixture';
import { fairnessOf, monthIn } from './fairness';
import type { Roster } from './roster';

const zone = zoneTransitions('America/Chicago') as Roster['versions'][number]['zone'];
const roster: Roster = {
  versions: [
    {
      version: 1,
      effectiveFrom: '2026-01-01T00:00:00.000Z',
      recordedAt: '2026-01-01T00:00:00.000Z',
      document: rosterWith(),
      zone,
    },
  ],
  changes: [
    {
      type: 'ShiftSwapped',
      swapId: 's1',
      level: 'primary',
      shifts: [
        { person: 'ann', from: '2026-03-20T00:00:00.000Z', to: '2026-03-21T00:00:00.000Z' },
        { person: 'bob', from: '2026-03-22T00:00:00.000Z', to: '2026-03-23T00:00:00.000Z' },
      ],
      recordedAt: '2026-03-19T00:00:00.000Z',
      by: 'sue',
    },
  ],
};
const call = (person: string, at: string, outcome: string | null = 'delivered') => ({ person, at, outcome });

describe('What being on call asked of a person in a month', () => {
  const rows = fairnessOf(roster, zone, '2026-03', {
    calls: [
      call('ann', '2026-03-14T07:03:00.000Z'),
      call('ann', '2026-03-14T07:30:00.000Z'), // the same night
      call('ann', '2026-03-15T04:00:00.000Z'), // 23:00 on Saturday: the next one
      call('bob', '2026-03-14T07:13:00.000Z', 'refused'),
    ],
    work: [
      { engineer: 'ann', from: '2026-03-14T07:10:00.000Z', to: '2026-03-14T08:10:00.000Z' },
      { engineer: 'ann', from: '2026-03-14T08:00:00.000Z', to: '2026-03-14T08:30:00.000Z' },
    ],
  });
  const of = (person: string) => rows.find((row) => row.person === person);

  it('counts nights from noon to noon, each minute once, and a message that reached nobody not at all', () => {
    expect(of('ann')).toMatchObject({ nightsPaged: 2, pages: 3, minutesWorked: 80, swaps: 1 });
    expect(of('bob')).toMatchObject({ nightsPaged: 0, pages: 0, minutesWorked: 0, swaps: 1 });
  });

  it('is an hour less on call in March, when the clock is put forward', () => {
    const [from, to] = monthIn(zone, '2026-03');
    expect((to - from) / 3_600_000).toBe(31 * 24 - 1);
    expect(of('mia')?.minutesOnCall).toBe((31 * 24 - 1) * 60);
    // A day went to Bob, who gave none: he had no shift as primary to give.
    expect(of('ann')?.minutesOnCall).toBe((30 * 24 - 1) * 60);
  });
});
