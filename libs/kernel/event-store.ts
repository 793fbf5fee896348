import { type AnyFold, type Context, type Decider, decide, type Message, type Recorded } from './decider';
import { type CommandProblem, DomainError, type LostRace } from './domain-error';

/** A stream as it stands at its tail. `revision` is -1 while nothing was ever written. */
export type Loaded<S> = {
  readonly state: S;
  readonly revision: number;
  /** Every command that brought about an event here, by its id. */
  readonly commands: ReadonlyMap<string, CommandReceipt>;
  /** ISO 8601; absent while the stream is empty. */
  readonly lastRecordedAt?: string;
};
/** A command that was told before: where its last event stands, and which request it was. */
export type CommandReceipt = Appended & { readonly requestHash?: string };
/** Where the last event of an append stands: in its stream, and in the whole store (a decimal string). */
export type Appended = { readonly revision: number; readonly position?: string };

/** Who claims which command id, and for which request. */
export type ClaimContext = Context & Required<Pick<Context, 'requestHash'>>;

export type Freshness = 'latest' | 'cached';

/** The store as deciders and processes see it. Read to the tail before anything is refused; append at a revision only. */
export interface EventStore {
  /**
   * Folds a stream, to its tail or as far as is remembered ('cached': nothing is read, an unknown stream counts as
   * empty). Throws `ImpossibleHistory` or `UnreadableEvent`; a missing stream is `fold.initial`.
   */
  load<S>(stream: string, fold: AnyFold<S>, freshness?: Freshness): Promise<Loaded<S>>;
  /** All events or none. 'lost-race' where the stream is not at `expectedRevision`; -1 expects no stream. */
  append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context,
  ): Promise<Appended | LostRace>;
  /**
   * Takes a command's id for one request, for the whole store and for ever. 'taken' where another request has it; said
   * again for the same request it answers as before.
   */
  claim(context: ClaimContext): Promise<'ours' | 'taken'>;
  /**
   * Runs `work`, which loads a stream, decides and appends, when nobody else in this process does that on the stream.
   * First come, first served. A store without it leaves them to race.
   */
  inTurn?<T>(stream: string, work: () => Promise<T>): Promise<T>;
  /** The events from revision `from` (inclusive) to the tail, in today's shape; none if there is no such stream. */
  read(stream: string, from?: number): Promise<readonly Recorded[]>;
}

export const ATTEMPTS_MAX = 5;

const answerAgain = ({ revision, position, requestHash }: CommandReceipt, context: Context): Appended => {
  if (context.requestHash === undefined || requestHash === undefined || requestHash === context.requestHash)
    return { revision, ...(position !== undefined && { position }) };
  throw keyReused();
};
const keyReused = () =>
  new DomainError<CommandProblem>(
    'idempotency.key-reused',
    'This Idempotency-Key was used for another request. Nothing was saved; send this one under a new key.',
  );

/** What a process says has an id of its own making, for one stream; what a request says might be said on another one. */
const mustClaim = async (store: EventStore, { requestHash, ...context }: Context): Promise<void> => {
  if (requestHash !== undefined && (await store.claim({ ...context, requestHash })) === 'taken') throw keyReused();
};
/** An event behind the revision that a caller had seen: its type, who wrote it, and when (ISO 8601, UTC). */
export type StreamChange = {
  readonly revision: number;
  readonly event: string;
  readonly by: string;
  readonly at: string;
};
/** Somebody was faster. `changed`: what was written meanwhile, the newest 20 of it, in order. */
export class RevisionChanged extends DomainError<CommandProblem> {
  constructor(
    message: string,
    readonly changed: readonly StreamChange[],
  ) {
    super('ticket.changed', message);
  }
}
const CHANGES_MAX = 20;
export const revisionChanged = async (
  store: Pick<EventStore, 'read'>,
  stream: string,
  revision: number,
  seen: number,
): Promise<RevisionChanged> => {
  const later = seen < revision ? await store.read(stream, Math.max(seen, revision - CHANGES_MAX) + 1) : [];
  return new RevisionChanged(
    `${stream} is at revision ${revision} and not at ${seen} any more. Nothing was saved; read it again and decide anew.`,
    later.map(({ event, stamp }) => ({
      revision: stamp.revision,
      event: event.type,
      by: stamp.actor.id,
      at: stamp.recordedAt,
    })),
  );
};

/**
 * Load, decide, append at the revision that was read: one command at a time in a process, and whoever loses a race
 * against another process decides again on what is true now.
 * The first decision is made on what is remembered: an append proves it right or wrong, while a refusal or a decision
 * without events is never answered before the tail has been read.
 * `contextFor` completes the context from the state (a pinned policy). `at` never lies before the stream's last event.
 * A command that was told before is answered as it was then. A request claims its command id before its first append, in
 * the whole store; what is refused or changes nothing claims none, so that it may be mended under the same key. Throws what the decider refuses; `idempotency.key-reused`
 * where another request took the command's id; `ticket.changed` where the caller has seen another revision; `lost-race`
 * after five lost attempts.
 */
export const decideAndAppend = async <C extends Message, S, E extends Message, Seen extends Message, X extends Context>(
  store: EventStore,
  stream: string,
  decider: Decider<C, S, E, Seen, X>,
  command: C,
  context: Context,
  contextFor: (context: Context, state: S) => X | Promise<X> = (plain) => plain as X,
): Promise<Appended> => {
  let claimed: Promise<void> | undefined;
  const decideOn = async ({ state, revision, lastRecordedAt }: Loaded<S>) => {
    if (context.ifRevision !== undefined && context.ifRevision !== revision)
      throw await revisionChanged(store, stream, revision, context.ifRevision);
    const decided = await contextFor({ ...context, at: notBefore(context.at, lastRecordedAt) }, state);
    return { decided, events: decide(decider, command, state, decided) };
  };
  const attempt = async (known: Freshness): Promise<Appended | 'again'> => {
    const loaded = await store.load(stream, decider, known);
    const receipt = loaded.commands.get(context.commandId);
    if (receipt) return answerAgain(receipt, context);
    const decision = known === 'latest' ? await decideOn(loaded) : await unlessRefused(decideOn(loaded));
    if (decision === 'refused') return 'again';
    if (decision.events.length === 0) return known === 'cached' ? 'again' : { revision: loaded.revision };
    claimed ??= mustClaim(store, context);
    await claimed;
    const appended = await store.append(stream, loaded.revision, decision.events, decision.decided);
    return appended === 'lost-race' ? 'again' : appended;
  };
  const untilAppended = async (): Promise<Appended> => {
    for (let attempts = 0; attempts <= ATTEMPTS_MAX; attempts++) {
      const outcome = await attempt(attempts === 0 ? 'cached' : 'latest');
      if (outcome !== 'again') return outcome;
    }
    throw new DomainError<CommandProblem>(
      'lost-race',
      `${stream} was changed by others each time it was tried. Nothing was saved; send the command again.`,
    );
  };
  return store.inTurn ? store.inTurn(stream, untilAppended) : untilAppended();
};

const unlessRefused = async <T>(decision: Promise<T>): Promise<T | 'refused'> => {
  try {
    return await decision;
  } catch (refusal) {
    if (refusal instanceof DomainError) return 'refused';
    throw refusal;
  }
};

const notBefore = (at: string, lastRecordedAt: string | undefined): string =>
  lastRecordedAt !== undefined && lastRecordedAt > at ? lastRecordedAt : at;
