import { combine, type Part } from './combine';
import { decide, replay, type Stamp } from './decider';
import { recorded } from './given';

type Rung = { type: 'BellRung'; times: number };
type Opened = { type: 'DoorOpened' };
type House = { readonly bell: number; readonly door: readonly string[] };
const bell: Part<{ type: 'Ring'; times: number }, House, number, Rung> = {
  initial: 0,
  evolve: { BellRung: (rings, { times }) => rings + times },
  decide: { Ring: ({ times }) => [{ type: 'BellRung', times }] },
};
const door: Part<{ type: 'Open' }, House, readonly string[], Opened, Opened | Rung> = {
  initial: [],
  evolve: { DoorOpened: (seen) => [...seen, 'opened'], BellRung: (seen, { times }) => [...seen, `heard ${times}`] },
  decide: {
    Open: (_command, { bell: rings, door: seen }) => (rings === 2 && seen.length > 0 ? [{ type: 'DoorOpened' }] : []),
  },
};
const house = combine({ bell, door });
const rang = (times: number) => recorded({ type: 'BellRung', times });

describe('A decider made of parts', () => {
  it('tells each part the events that it listens to, whoever brought them about', () =>
    expect(replay(house, [rang(2), recorded({ type: 'DoorOpened' })])).toStrictEqual({
      bell: 2,
      door: ['heard 2', 'opened'],
    }));

  it('leaves a part alone that is deaf to an event', () => {
    const before = replay(house, [rang(2)]);
    const after = replay(house, [recorded({ type: 'DoorOpened' })], before);
    expect(after.bell).toBe(before.bell);
  });

  it('is deaf to what none of its parts listens to, and keeps the very same state', () => {
    const state = replay(house, [rang(1)]);
    expect(replay(house, [recorded({ type: 'CatFed' })], state)).toBe(state);
  });

  it('asks of each command the one part that owns it, with the state of all of them', () => {
    expect(decide(house, { type: 'Open' }, { bell: 2, door: [] }, context)).toStrictEqual([]);
    expect(decide(house, { type: 'Open' }, { bell: 0, door: ['heard 2'] }, context)).toStrictEqual([]);
    expect(decide(house, { type: 'Open' }, { bell: 2, door: ['heard 2'] }, context)).toStrictEqual([
      { type: 'DoorOpened' },
    ]);
  });

  it('has all that its parts read of it, or does not compile', () => {
    // @ts-expect-error: the door reads the bell
    combine({ door });
  });

  it('hands the stamp on to every listener', () => {
    const stamps: Stamp[] = [];
    const ear = {
      initial: 0,
      evolve: { BellRung: (n: number, _event: Rung, stamp: Stamp) => stamps.push(stamp) + n },
      decide: {},
    };
    const said = rang(1);
    replay(combine({ bell, door, ear }), [said]);
    expect(stamps).toStrictEqual([said.stamp]);
  });

  it('is not made where two parts would decide one command', () =>
    expect(() => combine({ bell, door, other: bell })).toThrow('Ring is decided by two parts; other is the second.'));
});
const context = { commandId: 'c', actor: { id: 'anna', role: 'agent' }, at: '2026-03-14T08:00:00.000Z' };
