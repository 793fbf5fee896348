import { type Context, type Decider, decide, type Message, type Recorded, replay, stampOf } from './decider';
import type { Instead } from './domain-error';

/** A context for a test: who speaks, and when. */
export const by = (id: string, at = '2026-03-14T08:00:00.000Z', role = 'agent'): Context => ({
  commandId: `${id}@${at}`,
  actor: { id, role },
  at,
});

/** An event that was recorded at an instant, by somebody. */
export const recorded = <E extends Message>(event: E, context: Context = by('someone')): Recorded<E> => ({
  event,
  stamp: stampOf(context, 0, 0),
});

type PastEvent<E extends Message> = E | Recorded<E>;
const asRecorded = <E extends Message>(past: PastEvent<E>): Recorded<E> =>
  'stamp' in past ? (past as Recorded<E>) : recorded(past as E);

/** given(history).when(command, by(someone)).yields(…) | .yieldsNothing() | .refuses(code); `yields` says it twice. */
export const givenFor =
  <C extends Message, S, E extends Message, Seen extends Message, X extends Context>(
    decider: Decider<C, S, E, Seen, X>,
    contextFor: (context: Context) => X = (context) => context as X,
  ) =>
  (...history: readonly PastEvent<Seen>[]) => ({
    when: (command: C, context: Context = by('someone')) => {
      const say = (state: S) => decide(decider, command, state, contextFor(context));
      const before = replay(decider, history.map(asRecorded));
      return {
        yields: (...events: readonly E[]) => {
          expect(say(before)).toStrictEqual(events);
          const after = replay(
            decider,
            events.map((event) => recorded(event, context)),
            before,
          );
          expect(say(after)).toStrictEqual([]);
        },
        yieldsOnce: (...events: readonly E[]) => expect(say(before)).toStrictEqual(events),
        yieldsNothing: () => expect(say(before)).toStrictEqual([]),
        /** `instead`: what is advised, where that is what the sentence is about. */
        refuses: (code: string, instead?: Instead) =>
          expect(() => say(before)).toThrow(expect.objectContaining({ code, ...(instead && { instead }) })),
      };
    },
  });
