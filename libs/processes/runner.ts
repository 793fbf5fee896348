// Runs a process on what is recorded and on what comes due. Every event that concerns a ticket drives the process for
// that ticket; what it answers is saved to the deadline store, in one transaction with the checkpoint. The deadline store
// decides nothing: lost, it is derived again from the events, and a process that is asked twice acts once.

import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Checkpoint, Consumption, Delivered, EventReference, FailureAction } from '#event-store';
import { StoreMismatch, UnreadableEvent } from '#event-store';
import { isEngineAway, iso, type ProcessManager } from '#kernel';
import type { DeadlineChanges } from '#read-store';
import { byTicket, type RoundTicket, type Runtime, reasonOf, roundOf, ticketOf } from './round';
import { Watchdog } from './watchdog';

/** How often the deadline store is asked for what came due. */
const TICK_MS = 500;
/** How long a checkpoint may lag behind where nothing else is to be saved: what is delivered again does no harm. */
const CHECKPOINT_MS = 250;
const BATCH_MAX = 200;
/** How long a process that has halted at another store waits until it looks again. */
const HALTED_MS = 30_000;
/** Between a subscription that broke off and the next one, which begins behind the checkpoint. */
const AGAIN_MS = 1_000;

const WAY_OUT =
  'All that lies in the read store is made anew from the events. To go on with this event store, stop every server, ' +
  'remove views.sqlite from DATA_DIR (or name an empty database in DATABASE_URL), and start again.';

export type Running = {
  readonly name: string;
  readonly state: Consumption['state'];
  readonly problem?: string | undefined;
  /** Lets the act at hand finish. */
  stop(): Promise<void>;
};

/** Where it has read another store than this one, it throws `StoreMismatch`; or halts and looks again, where it `waits`. */
export const runProcess = async (
  process: ProcessManager,
  runtime: Runtime,
  { waits = false }: { readonly waits?: boolean } = {},
): Promise<Running> => {
  const run = new ProcessRun(process, runtime);
  await run.begin(waits);
  return run;
};

class ProcessRun implements Running {
  readonly name: string;
  readonly #process: ProcessManager;
  readonly #runtime: Runtime;
  readonly #watchdog: Watchdog;
  readonly #stopping = new AbortController();
  #consumption: Consumption | undefined;
  #done: Promise<unknown> = Promise.resolve();
  #turn: Promise<unknown> = Promise.resolve();
  /** How far it has read without any deadline to save, until that is worth a transaction of its own. */
  #unsaved: Checkpoint | undefined;
  #savedAt = performance.now();
  /** Whether the store holds what this process has read: nothing is done before that is known. */
  #isItsStore = false;
  #isHalted = false;
  /** Driven, and what came of it is not saved yet. Told the same once more, a process says that nothing has changed. */
  readonly #inDoubt = new Set<string>();

  constructor(process: ProcessManager, runtime: Runtime) {
    this.name = process.name;
    this.#process = process;
    this.#runtime = runtime;
    this.#watchdog = new Watchdog(process, runtime);
  }

  get state(): Consumption['state'] {
    return this.#isHalted ? 'halted' : (this.#consumption?.state ?? 'behind');
  }

  get problem(): string | undefined {
    return this.#consumption?.problem;
  }

  async begin(waits: boolean): Promise<void> {
    const from = await this.#runtime.views.deadlines.checkpoint(this.name);
    if (!waits) await this.#mustBeItsStore(from);
    await this.#watchdog.begin();
    this.#done = Promise.all([this.#listen(from), this.#tick()]);
  }

  async #mustBeItsStore(from: Checkpoint | 'start'): Promise<void> {
    try {
      if (from !== 'start') await this.#runtime.store.verifyCheckpoint(from);
      this.#isHalted = false;
      this.#isItsStore = true;
    } catch (error) {
      if (!(error instanceof StoreMismatch)) throw error;
      const mismatch = new StoreMismatch(`${error.message} ${WAY_OUT}`, { cause: error });
      await this.#watchdog.haltedBy(mismatch);
      throw mismatch;
    }
  }

  /** Until it is the store that this process has read, or somebody stops it: a store may be put right while we run. */
  async #waitForItsStore(from: Checkpoint | 'start'): Promise<void> {
    while (!this.#stopped && !this.#isItsStore)
      try {
        await Promise.race([this.#mustBeItsStore(from), once(this.#stopping.signal, 'abort')]);
      } catch (error) {
        const isMismatch = error instanceof StoreMismatch;
        // Once: the reason is long, and stays in GET /stuck.
        if (isMismatch && !this.#isHalted)
          this.#runtime.log.error({ process: this.name, error: reasonOf(error) }, 'process halted; it looks again');
        this.#isHalted ||= isMismatch;
        await this.#rest(isMismatch ? HALTED_MS : AGAIN_MS);
      }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumption?.stop();
    await this.#done;
    if (this.#unsaved) await this.#runtime.views.deadlines.save(this.name, { checkpoint: this.#unsaved });
  }

  get #stopped(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** A subscription that breaks off is begun again behind the checkpoint, once the store is known to be the right one. */
  async #listen(begin: Checkpoint | 'start'): Promise<void> {
    const { store, log } = this.#runtime;
    for (let from: Checkpoint | 'start' | undefined = begin; from !== undefined && !this.#stopped; ) {
      await this.#waitForItsStore(from);
      if (this.#stopped) return;
      this.#consumption = store.consume({
        name: this.name,
        prefixes: this.#process.prefixes,
        from,
        batchMax: BATCH_MAX,
        handleBatch: (batch) => this.#alone(() => this.#hear(batch)),
        onFailure: (error, place, attempt) => this.#answerTo(error, place, attempt),
      });
      const ending = await this.#consumption.done;
      if (ending.how === 'stopped') return;
      await this.#watchdog.haltedBy(ending.error);
      this.#isItsStore = !(ending.error instanceof StoreMismatch);
      log.error(
        { process: this.name, error: reasonOf(ending.error) },
        'process broke off; it begins again where it was',
      );
      for (from = undefined; from === undefined && !this.#stopped; ) {
        await this.#rest(AGAIN_MS);
        from = await this.#alone(() => this.#beginAgain()).catch(() => undefined);
      }
    }
  }

  async #beginAgain(): Promise<Checkpoint | 'start'> {
    await this.#watchdog.begin();
    return this.#runtime.views.deadlines.checkpoint(this.name);
  }

  async #hear(batch: readonly Delivered[]): Promise<void> {
    const tickets = byTicket(batch);
    const { clock } = this.#runtime;
    const free = tickets.filter(({ key }) => !this.#watchdog.holds(key));
    const waiting = tickets
      .filter(({ key }) => this.#watchdog.holds(key))
      .map(({ key }) => ({ key, at: iso(clock.now()) }));
    const again = free.filter(({ key }) => this.#inDoubt.has(key));
    for (const { key } of free) this.#inDoubt.add(key);
    const { due, parked } = await roundOf(this.#process, clock, free);
    const said = new Set([...due, ...parked].map(({ key }) => key));
    const asked = again.filter(({ key }) => !said.has(key)).map(({ key }) => ({ key, dueAt: iso(clock.now()) }));
    await this.#save({ due: [...due, ...asked], parked, waiting }, batch.at(-1)?.checkpoint);
    for (const { key } of free) this.#inDoubt.delete(key);
  }

  async #passTime(): Promise<void> {
    if (!this.#isItsStore) return;
    await this.#alone(() => this.#save({}, this.#unsaved));
    while (!this.#stopped && (await this.#alone(() => this.#lookAtDue())));
    await this.#alone(() => this.#watchdog.askAgain());
  }

  /** False where nothing is due any more. */
  async #lookAtDue(): Promise<boolean> {
    const { views, clock } = this.#runtime;
    const due: readonly RoundTicket[] = await views.deadlines.dueBy(this.name, iso(clock.now()), BATCH_MAX);
    if (due.length === 0) return false;
    await this.#save(await roundOf(this.#process, clock, due), undefined);
    return true;
  }

  async #save(changes: DeadlineChanges, checkpoint: Checkpoint | undefined): Promise<void> {
    const { due = [], parked = [], waiting = [] } = changes;
    const isEmpty = due.length + parked.length + waiting.length === 0;
    if (isEmpty && (checkpoint === undefined || performance.now() - this.#savedAt < CHECKPOINT_MS)) {
      this.#unsaved = checkpoint ?? this.#unsaved;
      return;
    }
    await this.#runtime.views.deadlines.save(this.name, { ...changes, ...(checkpoint && { checkpoint }) });
    this.#watchdog.parked(parked);
    if (checkpoint !== undefined) this.#unsaved = undefined;
    this.#savedAt = performance.now();
  }

  /** One round at a time: what a ticket answers to time and to events is saved in the order in which it was asked. */
  #alone<T>(round: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(round);
    this.#turn = next.catch(() => undefined);
    return next;
  }

  async #tick(): Promise<void> {
    while (!this.#stopped) {
      await this.#passTime().catch((error) => {
        if (isEngineAway(error)) return; // its monitor has logged it
        this.#runtime.log.error(
          { process: this.name, error: reasonOf(error) },
          'deadlines could not be looked at; trying again',
        );
      });
      await this.#rest(TICK_MS);
    }
  }

  #rest(milliseconds: number): Promise<unknown> {
    return pause(milliseconds, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }

  /** What cannot be read parks its ticket, and nothing of it is passed over. All else is tried again. */
  async #answerTo(error: unknown, place: EventReference, attempt: number): Promise<FailureAction> {
    const { stream, revision, type, checkpoint } = place;
    if (error instanceof UnreadableEvent && (await this.#park(ticketOf(stream), error, checkpoint))) return 'park';
    if (error instanceof StoreMismatch) return 'halt';
    if (isEngineAway(error)) return 'retry';
    const fields = { process: this.name, stream, revision, event: type, attempt, error: reasonOf(error) };
    this.#runtime.log.warn(fields, 'process failed on this event; it is tried again');
    return 'retry';
  }

  /** False where it could not be noted: then nothing has happened yet. */
  async #park(key: string, error: unknown, checkpoint: Checkpoint): Promise<boolean> {
    const parked = [{ key, at: iso(this.#runtime.clock.now()), reason: reasonOf(error) }];
    try {
      await this.#alone(() => this.#save({ parked }, checkpoint));
      return true;
    } catch {
      return false;
    }
  }
}
