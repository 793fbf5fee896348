import { type AnyFold, type Context, type Message, type Recorded, replay, stampOf } from './decider';
import type { Appended, ClaimContext, CommandReceipt, EventStore, Loaded } from './event-store';

type Folded = { state: unknown; revision: number };
type Stream = { events: Recorded[]; commands: Map<string, CommandReceipt>; folded: Map<object, Folded> };

/** A store that forgets: the virtual world of `simulate` and of tests. Same rules, no disk. */
export class MemoryStore implements EventStore {
  readonly #streams = new Map<string, Stream>();
  readonly #claims = new Map<string, string>();

  async load<S>(stream: string, fold: AnyFold<S>): Promise<Loaded<S>> {
    const found = this.#streams.get(stream);
    if (!found) return { state: fold.initial, revision: -1, commands: new Map() };
    const { events, commands, folded } = found;
    const before = folded.get(fold) ?? { state: fold.initial, revision: -1 };
    const state = replay(fold, events.slice(before.revision + 1), before.state as S);
    const revision = events.length - 1;
    folded.set(fold, { state, revision });
    const last = events[revision];
    return { state, revision, commands, ...(last && { lastRecordedAt: last.stamp.recordedAt }) };
  }

  async append(
    stream: string,
    expectedRevision: number,
    events: readonly Message[],
    context: Context,
  ): Promise<Appended | 'lost-race'> {
    const found: Stream = this.#streams.get(stream) ?? { events: [], commands: new Map(), folded: new Map() };
    if (found.events.length - 1 !== expectedRevision) return 'lost-race';
    this.#streams.set(stream, found);
    events.forEach((event, index) => {
      found.events.push({ event, stamp: stampOf(context, found.events.length, index) });
    });
    const revision = found.events.length - 1;
    const { commandId, requestHash } = context;
    found.commands.set(commandId, { revision, ...(requestHash !== undefined && { requestHash }) });
    return { revision };
  }

  async claim({ commandId, requestHash }: ClaimContext): Promise<'ours' | 'taken'> {
    const holder = this.#claims.get(commandId);
    if (holder === undefined) this.#claims.set(commandId, requestHash);
    return holder === undefined || holder === requestHash ? 'ours' : 'taken';
  }

  async read(stream: string, from = 0): Promise<readonly Recorded[]> {
    return this.#streams.get(stream)?.events.slice(from) ?? [];
  }
}
