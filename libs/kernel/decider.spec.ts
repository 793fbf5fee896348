import { type Decider, decide, evolve, ImpossibleHistory, replay, stampOf } from './decider';
import { DomainError } from './domain-error';
import { by, recorded } from './given';

type Counted = { type: 'Counted'; by: number };
type Reset = { type: 'Reset' };
const counter: Decider<{ type: 'Count'; by: number }, number, Counted, Counted | Reset> = {
  initial: 0,
  evolve: {
    Counted: (total, { by: step }) => total + step,
    Reset: (total) => {
      if (total === 0) throw new Error('there is nothing to reset');
      return 0;
    },
  },
  decide: {
    Count: ({ by: step }, total) => {
      if (step < 0) throw new DomainError('count.backwards', 'Count forwards.');
      return total >= 3 ? [] : [{ type: 'Counted', by: step }];
    },
  },
};
const counted = (step: number) => recorded({ type: 'Counted', by: step });

describe('A history', () => {
  it('becomes a state, event by event', () => expect(replay(counter, [counted(1), counted(2)])).toBe(3));

  it('goes on where an earlier state stands', () => expect(replay(counter, [counted(1)], 5)).toBe(6));

  it.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'Surprise'])(
    'is not changed by an event that is called %s and that nobody listens to',
    (type) => expect(replay(counter, [counted(1), recorded({ type })])).toBe(1),
  );

  it('that no rule could have produced says so, and where, and is no refusal', () => {
    const impossible = () =>
      evolve(counter, 0, { event: { type: 'Reset' }, stamp: { ...recorded(0 as never).stamp, revision: 7 } });
    expect(impossible).toThrow(ImpossibleHistory);
    expect(impossible).toThrow('Reset at revision 7 cannot follow what is before it: there is nothing to reset');
    expect(impossible).not.toThrow(DomainError);
  });

  it('that breaks a rule is impossible even where the rule would have refused it', () => {
    const strict = {
      initial: 0,
      evolve: {
        Counted: () => {
          throw new DomainError('count.backwards', 'Count forwards.');
        },
      },
    };
    expect(() => replay(strict, [counted(1)])).toThrow(ImpossibleHistory);
  });
});

describe('A command', () => {
  it('brings about events, or nothing', () => {
    expect(decide(counter, { type: 'Count', by: 1 }, 0, by('anna'))).toStrictEqual([{ type: 'Counted', by: 1 }]);
    expect(decide(counter, { type: 'Count', by: 1 }, 3, by('anna'))).toStrictEqual([]);
  });

  it('is refused with a code', () =>
    expect(() => decide(counter, { type: 'Count', by: -1 }, 0, by('anna'))).toThrow(
      expect.objectContaining({ name: 'DomainError', code: 'count.backwards' }),
    ));

  it.each(['constructor', 'toString', 'Surprise'])('called %s is one that no decider takes', (type) =>
    expect(() => decide(counter, { type } as never, 0, by('anna'))).toThrow(
      new TypeError(`No decider takes the command ${type}.`),
    ),
  );
});

describe('A stamp', () => {
  const context = { ...by('anna', '2026-03-14T08:00:00.000Z'), commandId: 'c1' };

  it('says when it happened where that is earlier than when it was recorded', () =>
    expect(stampOf({ ...context, occurredAt: '2026-03-14T07:00:00.000Z' }, 4, 1)).toStrictEqual({
      eventId: 'c1/1',
      revision: 4,
      occurredAt: '2026-03-14T07:00:00.000Z',
      recordedAt: '2026-03-14T08:00:00.000Z',
      actor: context.actor,
      commandId: 'c1',
    }));

  it('says that it happened when it was recorded where nothing else is said', () =>
    expect(stampOf(context, 0, 0)).toMatchObject({ occurredAt: context.at, recordedAt: context.at }));

  it('keeps which request it was', () => expect(stampOf({ ...context, requestHash: 'h' }, 0, 0).requestHash).toBe('h'));
});
