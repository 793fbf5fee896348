// Several actors on one store, one store operation at a time, in an order that a seed decides: the same seed, the same
// interleaving. Each actor remembers for itself what it has read, as a process of its own would.

import {
  type AnyFold,
  type Appended,
  type ClaimContext,
  type CommandReceipt,
  type Context,
  type EventStore,
  type Freshness,
  type Loaded,
  type Message,
  type Recorded,
  replay,
  stampOf,
} from '#kernel';
import type { Chance } from '../faults/chance';

/** Decides who goes on, whenever everybody waits. */
export class Scheduler {
  readonly #chance: Chance;
  #waiting: (() => void)[] = [];
  #isPicking = false;
  constructor(chance: Chance) {
    this.#chance = chance;
  }

  turn(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#isPicking) return;
      this.#isPicking = true;
      setImmediate(() => this.#pick());
    });
  }

  /** By now everybody who can go on by himself has done so, and waits here or has finished. */
  #pick(): void {
    const [next] = this.#waiting.splice(this.#chance.below(this.#waiting.length), 1);
    if (this.#waiting.length > 0) setImmediate(() => this.#pick());
    else this.#isPicking = false;
    next?.();
  }
}

/** What folds made of a list of events, and the list that it was before the last append. A list is never changed. */
type Folded = { readonly before: readonly Recorded[]; readonly states: Map<AnyFold<unknown>, unknown> };
const folded = new WeakMap<readonly Recorded[], Folded>();
const foldedOf = (events: readonly Recorded[], before: readonly Recorded[] = []): Folded => {
  const known = folded.get(events) ?? { before, states: new Map() };
  folded.set(events, known);
  return known;
};
/** The state after a list of events. What was folded once is not folded again: thousands of races begin alike. */
const stateAfter = <S>(fold: AnyFold<S>, events: readonly Recorded[]): S => {
  const { before, states } = foldedOf(events);
  if (!states.has(fold)) {
    const from = before.length > 0 ? stateAfter(fold, before) : fold.initial;
    states.set(fold, replay(fold, events.slice(before.length), from));
  }
  return states.get(fold) as S;
};

/** Streams that several actors share, begun as a copy of others. */
export class Streams {
  readonly #streams: Map<string, readonly Recorded[]>;
  readonly #claims = new Map<string, string>();
  constructor(begun: ReadonlyMap<string, readonly Recorded[]>) {
    this.#streams = new Map(begun);
  }

  read(stream: string): readonly Recorded[] {
    return this.#streams.get(stream) ?? [];
  }

  /** Whether this request has the command's id: from now on, or since it was claimed first. */
  claim({ commandId, requestHash }: ClaimContext): boolean {
    if (!this.#claims.has(commandId)) this.#claims.set(commandId, requestHash);
    return this.#claims.get(commandId) === requestHash;
  }

  state<S>(stream: string, fold: AnyFold<S>): S {
    return stateAfter(fold, this.read(stream));
  }

  append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context,
  ): Appended | 'lost-race' {
    const before = this.read(stream);
    if (before.length - 1 !== expectedRevision) return 'lost-race';
    const more = events.map((event, index) => ({ event, stamp: stampOf(context, before.length + index, index) }));
    const after = [...before, ...more];
    foldedOf(after, before);
    this.#streams.set(stream, after);
    return { revision: after.length - 1 };
  }
}

/** What a killed actor waits for: what it has written stays, and nothing follows. */
const never = () => new Promise<never>(() => {});

export class ActorStore implements EventStore {
  readonly #streams: Streams;
  readonly #scheduler: Scheduler | undefined;
  readonly #seen = new Map<string, readonly Recorded[]>();
  readonly #killedAfter: number;
  /** How many appends were made. */
  appends = 0;

  /** `killedAfter`: so many appends. */
  constructor(streams: Streams, scheduler?: Scheduler, killedAfter = Number.POSITIVE_INFINITY) {
    this.#streams = streams;
    this.#scheduler = scheduler;
    this.#killedAfter = killedAfter;
  }

  async load<S>(stream: string, fold: AnyFold<S>, freshness: Freshness = 'latest'): Promise<Loaded<S>> {
    const remembered = freshness === 'cached' ? this.#seen.get(stream) : undefined;
    if (remembered === undefined) await this.#turn();
    const events = remembered ?? this.#streams.read(stream);
    this.#seen.set(stream, events);
    return loadedFrom(events, fold);
  }

  async append(...call: [string, number, readonly Message[], Context]): Promise<Appended | 'lost-race'> {
    await this.#turn();
    const appended = this.#streams.append(...call);
    if (appended === 'lost-race') return appended;
    this.appends++;
    this.#seen.set(call[0], this.#streams.read(call[0]));
    await this.#turn();
    return appended;
  }

  async claim(context: ClaimContext): Promise<'ours' | 'taken'> {
    await this.#turn();
    const isOurs = this.#streams.claim(context);
    await this.#turn();
    return isOurs ? 'ours' : 'taken';
  }

  async read(stream: string, from = 0): Promise<readonly Recorded[]> {
    await this.#turn();
    return this.#streams.read(stream).slice(from);
  }

  async #turn(): Promise<void> {
    if (this.appends >= this.#killedAfter) return never();
    await this.#scheduler?.turn();
  }
}

const loadedFrom = <S>(events: readonly Recorded[], fold: AnyFold<S>): Loaded<S> => {
  const commands = new Map<string, CommandReceipt>();
  for (const { stamp } of events) {
    const { commandId, revision, requestHash } = stamp;
    commands.set(commandId, { revision, ...(requestHash !== undefined && { requestHash }) });
  }
  const last = events.at(-1);
  return {
    state: stateAfter(fold, events),
    revision: events.length - 1,
    commands,
    ...(last && { lastRecordedAt: last.stamp.recordedAt }),
  };
};
