// What every context is made of: a value that commands question and events change. Nothing here knows a business rule.

/** Commands and events are plain data, told apart by `type`. */
export type Message = { readonly type: string };
export type MessageOf<M extends Message, T> = Extract<M, { type: T }>;

/** Who did it: a person or a system actor by name. `onBehalfOf` where somebody spoke for somebody else. */
export type Actor = { readonly id: string; readonly role: string; readonly onBehalfOf?: string };

/** Who says a command, and when. Times are ISO 8601 in UTC. No command repeats it. */
export type Context = {
  readonly commandId: string;
  readonly actor: Actor;
  /** When we learn it: becomes `recordedAt`. */
  readonly at: string;
  /** When it happened, where that is earlier: becomes `occurredAt`. */
  readonly occurredAt?: string;
  /** Tells a retry from another request under the same command id; kept beside what it brought about. */
  readonly requestHash?: string;
  /** The revision that the caller has seen: the command holds at that one only. */
  readonly ifRevision?: number;
};

/** What is known of a recorded event besides what it says. */
export type Stamp = {
  readonly eventId: string;
  readonly revision: number;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: Actor;
  readonly commandId: string;
  readonly requestHash?: string;
};
export type Recorded<E extends Message = Message> = { readonly event: E; readonly stamp: Stamp };

/** How a history becomes a state. The keys of `evolve` are the events that it listens to; it is deaf to all others. */
export type Fold<S, Seen extends Message> = {
  readonly initial: S;
  readonly evolve: { readonly [T in Seen['type']]: (state: S, event: MessageOf<Seen, T>, stamp: Stamp) => S };
};

/** A fold of whatever it listens to: for those who only apply it. */
export type AnyFold<S> = { readonly initial: S; readonly evolve: object };

/** Tables by name: leave an event or a command out and it does not compile. `Seen` is what the decider listens to. */
export type Decider<C extends Message, S, E extends Message, Seen extends Message = E, X = Context> = Fold<S, Seen> & {
  readonly decide: { readonly [T in C['type']]: (command: MessageOf<C, T>, state: S, context: X) => readonly E[] };
};

/** A stored history that no rule could have produced. Never a refusal: its reader stops and says where. */
export class ImpossibleHistory extends Error {
  override readonly name = 'ImpossibleHistory';
}

type Evolve<S> = Readonly<Record<string, (state: S, event: Message, stamp: Stamp) => S>>;

/** One step of the fold. Throws `ImpossibleHistory` naming the event where an evolve throws anything. */
export const evolve = <S>(fold: AnyFold<S>, state: S, { event, stamp }: Recorded): S => {
  const table = fold.evolve as Evolve<S>;
  if (!Object.hasOwn(table, event.type)) return state;
  try {
    return (table[event.type] as Evolve<S>[string])(state, event, stamp);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ImpossibleHistory(`${event.type} at revision ${stamp.revision} cannot follow what is before it: ${why}`, {
      cause,
    });
  }
};

/** The state after a history, starting where `from` stands. */
export const replay = <S>(fold: AnyFold<S>, history: Iterable<Recorded>, from: S = fold.initial): S => {
  let state = from;
  for (const recorded of history) state = evolve(fold, state, recorded);
  return state;
};

/** The events that a command brings about, none if there is nothing left to do. Throws `DomainError` on a refusal. */
export const decide = <C extends Message, S, E extends Message, Seen extends Message, X>(
  decider: Decider<C, S, E, Seen, X>,
  command: C,
  state: S,
  context: X,
): readonly E[] => {
  const table = decider.decide as unknown as Record<string, (command: C, state: S, context: X) => readonly E[]>;
  if (!Object.hasOwn(table, command.type)) throw new TypeError(`No decider takes the command ${command.type}.`);
  return (table[command.type] as (command: C, state: S, context: X) => readonly E[])(command, state, context);
};

/** The stamp of the event at `index` of a decision, before a store has given it its own. */
export const stampOf = (context: Context, revision: number, index: number): Stamp => ({
  eventId: `${context.commandId}/${index}`,
  revision,
  occurredAt: context.occurredAt ?? context.at,
  recordedAt: context.at,
  actor: context.actor,
  commandId: context.commandId,
  ...(context.requestHash !== undefined && { requestHash: context.requestHash }),
});
