// The notary: it reads the store from its beginning to its end, keeps the leaf of every event, and signs how the log stands
// every ten seconds or 1,000 events. It signs nothing that does not begin with what it signed before (I12), and stands
// still, where everybody sees it, once the store is another one than it was.

import { setTimeout as pause } from 'node:timers/promises';
import { canonicalForm, type Log, META_STREAM, type PlacedEvent, type Position, type Store } from '#event-store';
import { type Clock, isEngineAway, iso } from '#kernel';
import type { Lag, RunningConsumer } from '#processes';
import { checkpointText } from '../domain/checkpoint';
import type { LogEntry } from '../domain/notarized-log';
import { noteOf } from '../domain/signed-note';
import { NotaryMismatch, type SignedCheckpoint } from './notary-directory';
import { NotaryWriter } from './notary-writer';
import { metaOf, mustBeSigned, registeredKeys, registrationOf, sayAnother } from './registered-keys';
import { sha256 } from './sha256';
import type { SigningKey } from './signing-key';

export type NotaryPorts = {
  readonly store: Pick<Store, 'all' | 'history' | 'read' | 'append'>;
  readonly directory: string;
  /** Its name is the log's: `originOf`. */
  readonly key: SigningKey;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Hands a checkpoint on; tried again until it has been taken. */
  readonly publish?: (checkpoint: SignedCheckpoint) => Promise<void>;
  /** Lets go of what `publish` waits for. */
  readonly letGo?: () => Promise<void>;
  readonly pace?: Partial<typeof PACE>;
};

/** The name of a store's log, for ever. */
export const originOf = (provider: string, epoch: string): string => `faultline/${provider}/${epoch}`;

const PACE = { signEveryMs: 10_000, signEveryEvents: 1_000, lookEveryMs: 1_000, believedAfterMs: 30_000 };
const PAGE = 500;
/** More than that are not kept for whoever does not take them: they are in the file. */
const UNPUBLISHED_MAX = 1_000;

export class Notary implements RunningConsumer {
  readonly name = 'notary';
  readonly prefixes: readonly string[] = [];
  readonly parked = 0;
  readonly #ports: NotaryPorts;
  readonly #pace: typeof PACE;
  readonly #stopping = new AbortController();
  #done: Promise<void> = Promise.resolve();
  #state: RunningConsumer['state'] = 'behind';
  #problem: string | undefined;
  #trouble: string | undefined;
  #pending: LogEntry[] = [];
  #unsignedSince: number | undefined;
  #position: Position | undefined;
  #handledAt: string | undefined;
  #missingSince: number | undefined;
  #unpublished: SignedCheckpoint[] = [];

  private constructor(ports: NotaryPorts) {
    this.#ports = ports;
    this.#pace = { ...PACE, ...ports.pace };
  }

  /** Begins; never throws. What is wrong is in `problem`. */
  static start(ports: NotaryPorts): Notary {
    const notary = new Notary(ports);
    notary.#done = notary.#run();
    return notary;
  }

  get state(): RunningConsumer['state'] {
    return this.#state;
  }
  get problem(): string | undefined {
    return this.#problem;
  }
  get trouble(): string | undefined {
    return this.#trouble;
  }
  get lag(): Lag {
    const ms = this.#unsignedSince === undefined ? 0 : Math.round(performance.now() - this.#unsignedSince);
    return {
      events: this.#pending.length,
      ...(this.#state !== 'live' && { orMore: true as const }),
      ms,
      ...(this.#handledAt !== undefined && { handledAt: this.#handledAt }),
    };
  }

  /** Signs what it has read, and lets go. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#done;
    await this.#ports.letGo?.();
    this.#state = 'stopped';
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  async #run(): Promise<void> {
    for (let reported: string | undefined; !this.#isStopping; ) {
      try {
        return await this.#attempt();
      } catch (error) {
        if (this.#isStopping) return;
        if (error instanceof NotaryMismatch) return this.#halt(error.message);
        reported = this.#triesAgain(error, reported);
        await this.#rest(this.#pace.lookEveryMs);
      }
    }
  }

  /** Says why, once for each reason; an engine that is away has its monitor's line already. */
  #triesAgain(error: unknown, reported: string | undefined): string | undefined {
    const reason = error instanceof Error ? error.message : String(error);
    this.#state = 'retrying';
    if (isEngineAway(error) || reason === reported) return reported;
    this.#ports.log.warn({ consumer: this.name, error: reason }, 'the notary could not go on; trying again');
    return reason;
  }

  #halt(reason: string): void {
    this.#state = 'halted';
    this.#problem = reason;
    this.#ports.log.error({ consumer: this.name, error: reason }, 'the notary signs nothing any more');
  }

  async #attempt(): Promise<void> {
    this.#pending = [];
    this.#unsignedSince = undefined;
    const directory = await NotaryWriter.open(this.#ports.directory, this.#stopping.signal);
    try {
      this.#position = await this.#takeUp(directory);
      await this.#registerKey();
      await this.#follow(directory);
    } finally {
      directory.close();
    }
  }

  /** Where to read on from: behind the last event that was signed for, which must still be what it was. */
  async #takeUp({ log, last, lastEntry }: NotaryWriter): Promise<Position | undefined> {
    if (last === undefined || lastEntry === undefined) return undefined;
    const { key } = this.#ports;
    if (!last.note.startsWith(checkpointText(log.checkpoint(key.name))))
      throw new NotaryMismatch(
        `The entries in ${this.#ports.directory} are not those that its last checkpoint (${last.size} events) was signed for. Restore the directory from a backup.`,
      );
    await mustBeSigned(last, this.#ports);
    const { stream, revision, leaf } = lastEntry;
    const [found] = await this.#ports.store.history(stream, { from: revision, max: 1 });
    if (found === undefined || found.stored.revision !== revision) return this.#missing(last, lastEntry);
    if (found.leaf !== Buffer.from(leaf).toString('hex'))
      throw new NotaryMismatch(
        `${stream}@${revision} is not what was signed for at ${last.at}: the store was altered. Look: faultline-audit verify`,
      );
    return found.position;
  }

  /** A follower may lag; a store that lacks the event for a while lacks it. */
  #missing(last: SignedCheckpoint, { stream, revision }: LogEntry): never {
    this.#missingSince ??= performance.now();
    const reason = `The store lacks ${stream}@${revision}, the last of ${last.size} events that were signed for at ${last.at}: an older backup was restored, or something was taken out. Look: faultline-audit verify`;
    if (performance.now() - this.#missingSince >= this.#pace.believedAfterMs) throw new NotaryMismatch(reason);
    this.#problem = reason;
    throw new Error(reason);
  }

  /** A key that signs is named in the log, once: who had the one before learns of the next. */
  async #registerKey(): Promise<void> {
    const { store, key, clock } = this.#ports;
    const events = await metaOf(store);
    const registered = registeredKeys(events).at(-1);
    this.#problem = undefined;
    this.#missingSince = undefined;
    if (registered === key.publicKey) return;
    if (registered !== undefined) sayAnother(this.#ports.log, registered, key.publicKey);
    const { event, commandId } = registrationOf(key.publicKey, events.length);
    const context = { commandId, actor: { id: 'notary', role: 'system' }, at: iso(clock.now()) };
    const appended = await store.append(META_STREAM, events.length - 1, [event], context);
    if (appended === 'lost-race') return this.#registerKey();
  }

  async #follow(directory: NotaryWriter): Promise<void> {
    while (!this.#isStopping) {
      const page = await this.#ports.store.all(this.#position ?? 'start', PAGE);
      for (const event of page.events) this.#take(event, directory);
      this.#position = page.next ?? this.#position;
      this.#state = page.isEnd ? 'live' : 'behind';
      if (this.#isDue()) this.#sign(directory);
      if (directory.isWorthRemembering) await directory.remember();
      await this.#publish();
      // Others have their turn between two pages as well.
      await this.#rest(page.isEnd ? this.#pace.lookEveryMs : 1);
    }
    if (this.#pending.length > 0) this.#sign(directory);
    await this.#publish();
    await directory.remember();
  }

  #take({ stored }: PlacedEvent, directory: NotaryWriter): void {
    const { stream, revision } = stored;
    const entry = { stream, revision, leaf: sha256(Buffer.from(canonicalForm(stored), 'utf8')) };
    directory.log.append(entry);
    this.#pending.push(entry);
    this.#unsignedSince ??= performance.now();
    this.#handledAt = (stored.metadata as { recordedAt?: string } | null)?.recordedAt ?? this.#handledAt;
  }

  #isDue(): boolean {
    if (this.#unsignedSince === undefined) return false;
    const { signEveryEvents, signEveryMs } = this.#pace;
    return this.#pending.length >= signEveryEvents || performance.now() - this.#unsignedSince >= signEveryMs;
  }

  #sign(directory: NotaryWriter): void {
    const { key, clock } = this.#ports;
    const { log } = directory;
    const checkpoint: SignedCheckpoint = {
      size: log.size,
      at: iso(clock.now()),
      ...(this.#position && { position: this.#position }),
      note: noteOf(checkpointText(log.checkpoint(key.name)), [key]),
    };
    directory.write(this.#pending, checkpoint);
    this.#pending = [];
    this.#unsignedSince = undefined;
    if (this.#ports.publish) this.#unpublished = [...this.#unpublished.slice(1 - UNPUBLISHED_MAX), checkpoint];
  }

  async #publish(): Promise<void> {
    const { publish } = this.#ports;
    try {
      for (let next = this.#unpublished[0]; publish && next; next = this.#unpublished[0]) {
        await publish(next);
        this.#unpublished.shift();
      }
      this.#trouble = undefined;
    } catch (error) {
      this.#trouble = `Checkpoints are not taken: ${error instanceof Error ? error.message : String(error)}`;
    }
  }

  #rest(milliseconds: number): Promise<unknown> {
    return pause(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
