// One receiver at work: it is sent every public event that is its, ticket by ticket in order, signed, until it takes it.
// A receiver that is away holds up nothing but itself and misses nothing; one that refuses a message gets no more of
// that ticket until somebody has it sent again. It may be killed anywhere: what was not noted as taken is sent again,
// as an identical copy.

import { setTimeout as pause } from 'node:timers/promises';
import { type Checkpoint, type Consumption, type Delivered, type Log, type Store, uuidv5 } from '#event-store';
import { DAY, decideAndAppend, iso, ms } from '#kernel';
import { type DeadlineStore, WHOLE_PROCESS } from '#read-store';
import { STRUCTURED, structured } from '../contract/cloud-events';
import { messageOf, type PublicMessage } from '../contract/message';
import { publicStream } from '../contract/public-event';
import { send } from './send';
import { signed } from './signature';
import {
  type Subscription,
  secretsAt,
  type Webhook,
  type WebhookCommand,
  webhook,
  webhookName,
  webhookStream,
} from './subscription';

export type WebhookRuntime = {
  readonly store: Store;
  /** Where progress is kept between two notes in the stream, so that a killed one sends little twice. */
  readonly deadlines: Pick<DeadlineStore, 'checkpoint' | 'save' | 'parked'>;
  readonly clock: { now(): number };
  readonly log: Log;
  readonly loopback: boolean;
  /** What a receiver that is away waits: the first time, and at most. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How long a receiver may take nothing before it counts as gone. */
  readonly disabledAfterMs?: number;
  /** How often progress is noted while there is some. */
  readonly noteEveryMs?: number;
};

const REFUSALS_MAX = 5;
const DISABLED_AFTER_MS = 5 * DAY;
const AT_ONCE = 8;
const KEPT_EVERY_MS = 250;
const COMMANDS = '8b8f7a0e-0a55-4f0e-9f5b-0b8f6f0f3f10';

export class Delivering {
  readonly #id: string;
  readonly #runtime: WebhookRuntime;
  readonly #stopping = new AbortController();
  readonly #consumption: Consumption;
  #turn: Promise<unknown> = Promise.resolve();
  #reached: Checkpoint | undefined;
  #notedAt = performance.now();
  #keptAt = Number.NEGATIVE_INFINITY;
  /** Epoch milliseconds, since this process began. */
  #lastTakenAt = 0;
  #problem: string | undefined;

  private constructor(id: string, from: Checkpoint | 'start', runtime: WebhookRuntime) {
    this.#id = id;
    this.#runtime = runtime;
    this.#consumption = runtime.store.consume({
      name: webhookName(id),
      prefixes: ['public-'],
      from,
      handleBatch: (batch) => this.#alone(() => this.#handle(batch)),
      // Nothing is passed over: what cannot be read, or noted, waits for the build or the store that can.
      onFailure: () => 'retry',
      onCaughtUp: () => this.#alone(() => this.#note(true)),
    });
  }

  static async begin(id: string, { checkpoint }: Subscription, runtime: WebhookRuntime): Promise<Delivering> {
    return new Delivering(id, (await further(id, checkpoint, runtime)) ?? checkpoint, runtime);
  }

  get state(): Consumption['state'] | 'waiting' {
    return this.#problem === undefined ? this.#consumption.state : 'waiting';
  }

  /** Sends what is parked of the tickets that somebody asked for. */
  redeliver(): Promise<void> {
    return this.#alone(async () => {
      const subscription = await this.#load();
      if (!subscription) return;
      for (const [ticketId, { asked, revision }] of subscription.parked)
        if (asked) await this.#sendTicket(subscription, ticketId, await this.#messages(ticketId, revision));
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#consumption.stop();
    await this.#turn;
    await this.#note(true).catch(() => undefined);
  }

  async #handle(batch: readonly Delivered[]): Promise<void> {
    const subscription = await this.#load();
    if (!subscription) return;
    const due = batch.filter((delivered) => isFor(subscription, delivered)).map(messageOf);
    // Shared by the lanes: each takes the next ticket.
    const tickets = Map.groupBy(due, ({ key }) => key).entries();
    const lane = async () => {
      for (const [ticketId, messages] of tickets) await this.#sendTicket(subscription, ticketId, messages);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    this.#reached = batch.at(-1)?.checkpoint ?? this.#reached;
    await this.#keep();
    await this.#note(false);
  }

  /** One after the other; the first that is refused for good parks the rest. */
  async #sendTicket(subscription: Subscription, ticketId: string, messages: readonly PublicMessage[]): Promise<void> {
    for (const message of messages) {
      const refused = await this.#untilTaken(subscription, message);
      if (refused === undefined) continue;
      const { revision } = message;
      this.#runtime.log.warn(
        { webhook: this.#id, ticketId, revision, reason: refused },
        'webhook refused: ticket parked',
      );
      return this.#tell({ type: 'ParkTicket', ticketId, revision, reason: refused });
    }
    const revision = messages.at(-1)?.revision;
    if (revision !== undefined && subscription.parked.has(ticketId))
      await this.#tell({ type: 'ResumeTicket', ticketId, revision });
  }

  /** Why it was refused; nothing once it was taken. Throws where we were stopped before. */
  async #untilTaken(subscription: Subscription, message: PublicMessage): Promise<string | undefined> {
    const { clock, loopback, log } = this.#runtime;
    const { signal } = this.#stopping;
    const { url } = subscription;
    const body = JSON.stringify(structured(message));
    for (let [attempt, refusals] = [1, 0]; ; attempt++) {
      signal.throwIfAborted();
      const secrets = secretsAt(attempt === 1 ? subscription : ((await this.#load()) ?? subscription), clock.now());
      const headers = { 'content-type': STRUCTURED, ...signed(secrets, message.id, clock.now(), body) };
      const outcome = await send({ url, headers, body, loopback, signal });
      signal.throwIfAborted();
      this.#problem = outcome.is === 'away' ? outcome.reason : undefined;
      if (outcome.is === 'taken') this.#lastTakenAt = clock.now();
      if (outcome.is === 'taken') return undefined;
      if (outcome.is === 'away') await this.#disableIfDead(subscription, message, outcome.reason);
      if (outcome.is === 'refused' && ++refusals >= REFUSALS_MAX) return outcome.reason;
      log.info({ webhook: this.#id, attempt, reason: outcome.reason }, 'webhook not taken, trying again');
      await pause(this.#pauseMs(attempt), undefined, { signal });
    }
  }

  /** Nobody is there any more: that is recorded, and whoever looks after receivers is told. */
  async #disableIfDead({ movedAt }: Subscription, message: PublicMessage, why: string): Promise<void> {
    const { clock, log, deadlines, disabledAfterMs = DISABLED_AFTER_MS } = this.#runtime;
    const since = Math.max(ms(movedAt), ms(message.recordedAt), this.#lastTakenAt);
    if (clock.now() - since < disabledAfterMs) return;
    const reason = `It took nothing since ${iso(since)}: it ${why}.`;
    await this.#tell({ type: 'Disable', since: iso(since), reason });
    log.error({ webhook: this.#id, since: iso(since), reason }, 'webhook disabled: it is sent nothing more');
    const notice = { key: WHOLE_PROCESS, at: iso(since), reason };
    // What is recorded counts; the notice is shown at /stuck besides.
    await deadlines.save(webhookName(this.#id), { parked: [notice] }).catch(() => undefined);
  }

  #pauseMs(attempt: number): number {
    const { firstPauseMs = 1_000, longestPauseMs = 300_000 } = this.#runtime;
    return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 20));
  }

  async #messages(ticketId: string, from: number): Promise<readonly PublicMessage[]> {
    return (await this.#runtime.store.read(publicStream(ticketId), from)).map(messageOf);
  }

  async #note(now: boolean): Promise<void> {
    const { noteEveryMs = 60_000 } = this.#runtime;
    const checkpoint = this.#reached;
    if (!checkpoint || (!now && performance.now() - this.#notedAt < noteEveryMs)) return;
    await this.#tell({ type: 'NoteProgress', checkpoint });
    this.#reached = undefined;
    this.#notedAt = performance.now();
  }

  /** What is lost of it is sent once more. */
  async #keep(): Promise<void> {
    const checkpoint = this.#reached;
    if (!checkpoint || performance.now() - this.#keptAt < KEPT_EVERY_MS) return;
    await this.#runtime.deadlines.save(webhookName(this.#id), { checkpoint }).catch(() => undefined);
    this.#keptAt = performance.now();
  }

  async #load(): Promise<Subscription | undefined> {
    const { state } = await this.#runtime.store.load<Webhook>(webhookStream(this.#id), webhook, 'latest');
    return state.status === 'active' && !state.disabled ? state : undefined;
  }

  async #tell(command: WebhookCommand): Promise<void> {
    const { store, clock } = this.#runtime;
    const commandId = uuidv5(COMMANDS, `${this.#id}/${JSON.stringify(command)}/${iso(clock.now())}`);
    const actor = { id: 'webhooks', role: 'system' };
    await decideAndAppend(store, webhookStream(this.#id), webhook, command, { commandId, actor, at: iso(clock.now()) });
  }

  /** One thing at a time: a ticket that is sent again is not overtaken by what comes of it meanwhile. */
  #alone<T>(act: () => Promise<T>): Promise<T> {
    const next = this.#turn.then(act);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

/** How far it was beyond what its stream says, where the read store knows that of this store. */
const further = async (
  id: string,
  noted: Checkpoint | 'start',
  { deadlines, store }: WebhookRuntime,
): Promise<Checkpoint | undefined> => {
  const kept = await deadlines.checkpoint(webhookName(id)).catch(() => 'start' as const);
  if (kept === 'start' || (noted !== 'start' && BigInt(kept.commit) <= BigInt(noted.commit))) return undefined;
  return store.verifyCheckpoint(kept).then(
    () => kept,
    () => undefined,
  );
};

/** Of its client, published since it subscribed, and not waiting or sent behind an event that was refused. */
const isFor = ({ client, since, parked, resumed }: Subscription, { stream, event, stamp }: Delivered): boolean => {
  const ticketId = stream.slice(stream.indexOf('-') + 1);
  if (client !== undefined && (event as unknown as { data: { client: string } }).data.client !== client) return false;
  if (since !== undefined && stamp.recordedAt < since) return false;
  return !parked.has(ticketId) && stamp.revision > (resumed.get(ticketId) ?? -1);
};
