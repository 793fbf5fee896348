import { policyWith } from '#policy/testing';
import {
  type Act,
  amended,
  approved,
  changed,
  closed,
  determined,
  nightUnder,
  opened,
  reopened,
  validated,
  voided,
  worked,
} from '../testing/after-hours-incident.fixture';
import { type Minutes, minutesOf } from './minutes';
import { qualify } from './qualification';

/** The minutes of an event of a P1 that was called in at 02:03 on the Saturday. */
const minutes = (acts: readonly Act[], { patch = {}, event = 1 } = {}): Minutes | undefined => {
  const { state, policy } = nightUnder(policyWith(patch), opened('02:03'), validated('02:05'), ...acts);
  const found = qualify(state.incident, event, policy);
  return 'contactAt' in found ? minutesOf(state.incident, event, found.contactAt, policy) : undefined;
};
const billed = (acts: readonly Act[], patch: object = {}, event = 1) => minutes(acts, { patch, event })?.billed;
const FREE = { billing: { minimumMinutes: 0 } };
const PER_ENGINEER = { billing: { parallelEngineers: 'per-engineer', minimumMinutes: 0 } };
const PER_SESSION = { billing: { minimumScope: 'session' } };

describe('What is billed', () => {
  it('is the time worked', () => expect(billed([worked('W1', '02:10', '04:10'), closed('04:10')])).toBe(120));
  it('is an hour at least', () => expect(billed([worked('W1', '02:10', '02:15'), closed('02:15')])).toBe(60));
  it('is rounded up to the minute once, on the total', () =>
    expect(billed([worked('W1', '02:10', '02:40:20'), worked('W2', '03:00', '03:40:20'), closed('04:00')])).toBe(71));
  it('is rounded up to the increment of the contract', () => {
    const acts = [worked('W1', '02:10', '03:26'), closed('04:00')];
    expect(billed(acts, { billing: { incrementMinutes: 15 } })).toBe(90);
    expect(billed(acts, { billing: { incrementMinutes: 6 } })).toBe(78);
  });
  it('is rounded before it is raised to the minimum', () =>
    expect(billed([worked('W1', '02:10', '02:15'), closed('04:00')], { billing: { incrementMinutes: 25 } })).toBe(60));
  it('is nothing where nobody worked: the minimum needs work', () => expect(billed([closed('04:00')])).toBeUndefined());
  it('is nothing for less than a second', () => {
    expect(billed([worked('W1', '02:10', '02:10:00.999'), closed('04:00')])).toBeUndefined();
    expect(billed([worked('W1', '02:10', '02:10:01'), closed('04:00')])).toBe(60);
  });
});

describe('Of an entry', () => {
  it('counts what lies after the contact', () =>
    expect(billed([worked('W1', '01:00', '02:30'), closed('03:00')], FREE)).toBe(27));
  it('counts what lies before the end of the cycle', () =>
    expect(
      billed(
        [worked('W1', '02:10', '05:00', { logged: '05:00' }), closed('03:00')].toSorted((a, b) =>
          a.at < b.at ? -1 : 1,
        ),
        FREE,
      ),
    ).toBe(50));
  it('counts what was done before the end was recorded, however long before it was solved', () =>
    expect(billed([worked('W1', '02:10', '04:00'), closed('05:00', '03:00')], FREE)).toBe(110));
  it('counts what lies outside standard hours', () =>
    expect(billed([worked('W1', '2026-03-16 07:00', '2026-03-16 18:00'), closed('2026-03-16 18:00')], FREE)).toBe(120));
  it('counts nothing else, not even an instant at the edge', () => {
    const day = [worked('W1', '2026-03-16 16:00', '2026-03-16 18:00'), closed('2026-03-16 18:00')];
    const [session] = minutes(day)?.sessions ?? [];
    expect(session?.counted).toStrictEqual([
      { from: Date.parse('2026-03-16T22:00:00Z'), to: Date.parse('2026-03-16T23:00:00Z') },
    ]);
  });
  it('counts all of it where the contract says so, if any lies outside', () => {
    const whole = { billing: { billableWindow: 'whole-event', minimumMinutes: 0 } };
    expect(billed([worked('W1', '2026-03-16 07:00', '2026-03-16 18:00'), closed('2026-03-16 18:00')], whole)).toBe(660);
    expect(
      billed([worked('W1', '2026-03-16 09:00', '2026-03-16 16:00'), closed('2026-03-16 18:00')], whole),
    ).toBeUndefined();
  });
  it('counts what lies in the time of P1', () => {
    expect(
      billed(
        [worked('W1', '02:10', '03:10'), changed('02:40', 'P3'), closed('04:00')].toSorted((a, b) =>
          a.at < b.at ? -1 : 1,
        ),
        FREE,
      ),
    ).toBe(30);
    expect(
      billed([changed('02:20', 'P3'), changed('02:50', 'P1'), worked('W1', '02:10', '03:10'), closed('04:00')], FREE),
    ).toBe(30);
  });
  it('counts nothing that was planned', () =>
    expect(billed([worked('W1', '02:10', '03:10', { kind: 'planned' }), closed('04:00')])).toBeUndefined());
  it('counts nothing once it was voided', () =>
    expect(billed([worked('W1', '02:10', '03:10'), voided('03:20', 'W1'), closed('04:00')])).toBeUndefined());
  it('counts as it was last amended', () =>
    expect(
      billed([worked('W1', '02:10', '03:10'), amended('03:20', 'W1', '02:10', '02:30'), closed('04:00')], FREE),
    ).toBe(20));
  it('counts a night in spring without the hour that was left out', () => {
    const { state, policy } = nightUnder(
      policyWith(FREE),
      opened('2026-03-08 02:30'),
      validated('2026-03-08 02:31'),
      worked('W1', '2026-03-08 02:30', '2026-03-08 04:30'),
      closed('2026-03-08 05:00'),
    );
    expect(minutesOf(state.incident, 1, Date.parse('2026-03-08T07:30:00Z'), policy)?.billed).toBe(120);
  });
});

describe('Entries that overlap or touch', () => {
  const together = [
    worked('W1', '02:10', '03:10'),
    worked('W2', '02:40', '03:40', { engineer: 'ivo' }),
    closed('05:00'),
  ];
  it('are one session, in which a minute counts once', () => {
    expect(billed(together, FREE)).toBe(90);
    expect(minutes(together)?.sessions).toMatchObject([{ workIds: ['W1', 'W2'], engineers: ['eve', 'ivo'] }]);
  });
  it('count for each engineer where the contract says so', () => expect(billed(together, PER_ENGINEER)).toBe(120));
  it('count once for one engineer even then', () =>
    expect(
      billed([worked('W1', '02:10', '03:10'), worked('W2', '02:40', '03:40'), closed('05:00')], PER_ENGINEER),
    ).toBe(90));
  it('are one session where they touch and two where they do not', () => {
    const parted = (from: string) =>
      minutes([worked('W1', '02:10', '02:40'), worked('W2', from, '03:00'), closed('05:00')])?.sessions;
    expect(parted('02:40')).toHaveLength(1);
    expect(parted('02:40:00.001')).toHaveLength(2);
  });
  it('are found whatever the order in which they were logged', () => {
    const sessions = minutes([
      worked('W3', '04:00', '04:30'),
      worked('W2', '02:40', '03:00', { logged: '04:30' }),
      worked('W1', '02:10', '02:40', { logged: '04:30' }),
      worked('W4', '04:30', '04:40'),
      closed('05:00'),
    ])?.sessions;
    expect(sessions?.map(({ workIds }) => workIds)).toStrictEqual([
      ['W1', 'W2'],
      ['W3', 'W4'],
    ]);
  });
  it('are one session before they are cut: work by day joins the night before to the night after', () => {
    const day = [
      worked('W1', '2026-03-16 06:00', '2026-03-16 12:00'),
      worked('W2', '2026-03-16 12:00', '2026-03-16 18:00'),
    ];
    const found = minutes([...day, closed('2026-03-16 18:00')], { patch: PER_SESSION });
    expect(found).toMatchObject({ billed: 180, sessions: [{ workIds: ['W1', 'W2'], milliseconds: 180 * 60_000 }] });
  });
});

describe('The minimum of a session', () => {
  const twice = [worked('W1', '02:10', '02:20'), worked('W2', '03:00', '04:10'), closed('05:00')];
  it('raises each of them where the contract says so', () => {
    expect(billed(twice)).toBe(80);
    expect(billed(twice, PER_SESSION)).toBe(130);
  });
  it('raises none that has no time left', () =>
    expect(billed([worked('W0', '01:00', '02:00'), ...twice], PER_SESSION)).toBe(130));
  it('rounds each of them', () =>
    expect(billed(twice, { billing: { minimumScope: 'session', incrementMinutes: 30, minimumMinutes: 0 } })).toBe(120));
});

describe('An entry belongs to the cycle in which it began', () => {
  const again = [worked('W1', '02:10', '03:00'), closed('03:00')];
  it('and is cut to the end of that', () =>
    expect(
      billed(
        [...again, worked('W2', '03:30', '05:00', { logged: '05:00' }), reopened('05:30', 2, 1), closed('06:00')],
        FREE,
      ),
    ).toBe(50));
  it('and to the first where it began before that', () =>
    expect(billed([worked('W1', '01:30', '02:33'), closed('03:00')], FREE)).toBe(30));
  it('two cycles of one event are billed together, under one minimum', () =>
    expect(billed([...again, reopened('04:00', 2, 1), worked('W2', '04:00', '04:20'), closed('04:30')])).toBe(70));
  it('and those of another event apart', () => {
    const later = [...again, reopened('20:00', 2, 2), worked('W2', '20:00', '20:20'), closed('21:00')];
    expect(billed(later)).toBe(60);
    expect(billed(later, {}, 2)).toBe(60);
    expect(billed(later, FREE, 2)).toBe(20);
  });
});

describe('Work that is written down late', () => {
  const charged = [worked('W1', '02:10', '04:10'), closed('04:10'), determined('09:00', 'client')];
  const onTheLastDay = '2026-04-13 04:10';
  const tooLate = '2026-04-13 04:10:00.001';
  it('counts up to the last day', () =>
    expect(
      billed([
        ...charged,
        worked('W2', '04:00', '04:09', { logged: onTheLastDay }),
        worked('W3', '01:00', '02:10', { logged: onTheLastDay }),
      ]),
    ).toBe(127));
  it('counts after that only once it was approved', () => {
    const late = [...charged, worked('W2', '02:03', '02:10', { logged: tooLate })];
    expect(billed(late)).toBe(120);
    expect(billed([...late, approved('2026-04-14 09:00')])).toBe(127);
  });
  it('waits again for what comes after an approval', () => {
    const late = [...charged, worked('W2', '02:03', '02:10', { logged: tooLate }), approved('2026-04-14 09:00')];
    expect(billed([...late, amended('2026-04-15 09:00', 'W1', '02:10', '04:05')])).toBe(122);
    expect(billed([...late, amended('2026-04-15 09:00', 'W2', '02:03', '02:20')])).toBe(127);
  });
  it('that shortens an entry counts at once, and what lengthens it waits', () => {
    expect(billed([...charged, amended(tooLate, 'W1', '02:40', '05:00')])).toBe(90);
    expect(billed([...charged, amended(tooLate, 'W1', '02:40', '05:00'), approved('2026-04-14 09:00')])).toBe(90);
    expect(billed([...charged, amended(tooLate, 'W1', '02:05', '04:10')])).toBe(120);
    expect(billed([...charged, amended(tooLate, 'W1', '02:05', '04:10'), approved('2026-04-14 09:00')])).toBe(125);
  });
  it('that moves an entry elsewhere leaves nothing of it until it is approved', () =>
    expect(billed([...charged, amended(tooLate, 'W1', '02:03', '02:08')])).toBeUndefined());
});
