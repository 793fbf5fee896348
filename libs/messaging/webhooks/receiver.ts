// One receiver at work: it is sent every public event that is its, ticket by ticket in order, signed, until it takes it.
// A receiver that is away holds up nothing but itself and misses nothing; one that refuses a message gets no more of
// that ticket until somebody has it sent again. It may be killed anywhere: what was not noted as taken is sent again,
// as an identical copy. What it has refused is recorded in its stream, from which the table of parked tickets is filled.

import { setTimeout as pause } from 'node:timers/promises';
import { type Checkpoint, type Delivered, type Log, type Store, uuidv5 } from '#event-store';
import { signed } from '#http-kit/signature';
import { DAY, decideAndAppend, iso, ms, subjectOf } from '#kernel';
import {
  abreast,
  type ConsumerDeclaration,
  type RunningConsumer,
  runConsumer,
  type TicketEvents,
  type TicketOutcome,
} from '#processes';
import { type DeadlineStore, WHOLE_CONSUMER } from '#read-store';
import { STRUCTURED, structured } from '../contract/cloud-events';
import { forClient } from '../contract/for-client';
import { messageOf, type PublicMessage } from '../contract/message';
import { publicStream } from '../contract/public-event';
import { send } from './send';
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
  readonly deadlines: DeadlineStore;
  readonly clock: { now(): number };
  readonly log: Log;
  readonly loopback: boolean;
  /** What a receiver that is away waits: the first time, and at most. */
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
  /** How long a receiver may take nothing before it counts as gone. */
  readonly disabledAfterMs?: number;
  /** How often progress is noted in the stream while there is some. */
  readonly noteEveryMs?: number;
};

const REFUSALS_MAX = 5;
const DISABLED_AFTER_MS = 5 * DAY;
const AT_ONCE = 8;
const COMMANDS = '8b8f7a0e-0a55-4f0e-9f5b-0b8f6f0f3f10';

export class Receiver {
  readonly #id: string;
  readonly #runtime: WebhookRuntime;
  readonly #stopping = new AbortController();
  #running: RunningConsumer | undefined;
  #reached: Checkpoint | undefined;
  #notedAt = performance.now();
  /** Epoch milliseconds, since this process began. */
  #lastTakenAt = 0;
  #problem: string | undefined;

  private constructor(id: string, runtime: WebhookRuntime) {
    this.#id = id;
    this.#runtime = runtime;
  }

  static async begin(id: string, subscription: Subscription, runtime: WebhookRuntime): Promise<Receiver> {
    const receiver = new Receiver(id, runtime);
    await receiver.#restore(subscription);
    receiver.#running = await runConsumer(receiver.#declared(), runtime);
    return receiver;
  }

  get state(): RunningConsumer['state'] {
    return this.#running?.state ?? 'behind';
  }
  get parked(): number {
    return this.#running?.parked ?? 0;
  }

  /** Has what is parked of a ticket sent once more. */
  async redeliver(ticketId: string): Promise<void> {
    await this.#runtime.deadlines.requestRetry(this.#name, ticketId);
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    await this.#note(true).catch(() => undefined); // only what is lost with the read store would be sent once more
  }

  get #name(): string {
    return webhookName(this.#id);
  }

  #declared(): ConsumerDeclaration {
    return {
      name: this.#name,
      prefixes: ['public-'],
      handle: { batch: (tickets) => this.#deliver(tickets) },
      // Nothing is passed over: what cannot be read, or noted, waits for the build or the store that can.
      onFailure: 'retry',
      resumesAtFailure: true,
      // Somebody has to ask: a receiver that refuses a message is not asked ten times a minute.
      retryAfterMs: () => Number.POSITIVE_INFINITY,
      trouble: () => this.#problem,
      stop: async () => this.#stopping.abort(),
    };
  }

  /** What the read store has lost, or does not know yet, its stream has. */
  async #restore({ checkpoint, parked }: Subscription): Promise<void> {
    const { deadlines } = this.#runtime;
    if (checkpoint !== 'start') await deadlines.save(this.#name, { checkpoint }); // never goes back
    const noted = new Set((await deadlines.parked(this.#name)).map(({ key }) => key));
    await deadlines.save(this.#name, {
      parked: [...parked].filter(([key]) => !noted.has(key)).map(([key, one]) => ({ key, ...this.#parking(key, one) })),
      released: [...noted].filter((key) => !parked.has(key)).map((key) => ({ key })),
    });
    for (const [ticketId, { asked }] of parked) if (asked) await this.redeliver(ticketId);
  }

  #parking(ticketId: string, { revision, reason }: { readonly revision: number; readonly reason: string }) {
    const place = { stream: publicStream(ticketId), revision, type: '' };
    return { at: iso(this.#runtime.clock.now()), reason, place };
  }

  async #deliver(tickets: readonly TicketEvents[]): Promise<readonly TicketOutcome[]> {
    const subscription = await this.#load();
    if (!subscription) return [];
    const outcomes: TicketOutcome[] = [];
    await abreast(AT_ONCE, tickets, async (ticket) => {
      const parked = await this.#deliverTicket(subscription, ticket);
      if (parked) outcomes.push({ ticketId: ticket.ticketId, parked });
    });
    this.#reached = furthest(tickets) ?? this.#reached;
    await this.#note(false);
    return outcomes;
  }

  /** One after the other; the first that is refused for good parks the rest. */
  async #deliverTicket(
    subscription: Subscription,
    { ticketId, events, parked }: TicketEvents,
  ): Promise<TicketOutcome['parked']> {
    const before = subscription.parked.get(ticketId);
    if (before && !parked) return this.#parking(ticketId, before);
    const messages = events.filter((delivered) => isFor(subscription, delivered)).map(messageOf);
    for (const message of messages) {
      const reason = await this.#untilTaken(subscription, message);
      if (reason === undefined) continue;
      const { revision } = message;
      this.#runtime.log.warn({ webhook: this.#id, ticketId, revision, reason }, 'webhook refused: ticket parked');
      await this.#execute({ type: 'ParkTicket', ticketId, revision, reason });
      return this.#parking(ticketId, { revision, reason });
    }
    const revision = events.at(-1)?.stamp.revision;
    if (revision !== undefined && before) await this.#execute({ type: 'ResumeTicket', ticketId, revision });
    return undefined;
  }

  /** Why it was refused; nothing once it was taken. Throws where we were stopped before. */
  async #untilTaken(subscription: Subscription, message: PublicMessage): Promise<string | undefined> {
    const { clock, loopback, log } = this.#runtime;
    const { signal } = this.#stopping;
    const { url } = subscription;
    const body = JSON.stringify(structured(subscription.client === undefined ? message : forClient(message)));
    for (let [attempt, refusals] = [1, 0]; ; attempt++) {
      signal.throwIfAborted();
      const secrets = secretsAt(attempt === 1 ? subscription : ((await this.#load()) ?? subscription), clock.now());
      const headers = { 'content-type': STRUCTURED, ...signed(secrets, message.id, clock.now(), body) };
      const outcome = await send({ url, headers, body, loopback, signal });
      signal.throwIfAborted();
      this.#problem = outcome.is === 'away' ? outcome.reason : undefined;
      if (outcome.is === 'taken') {
        this.#lastTakenAt = clock.now();
        return undefined;
      }
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
    await this.#execute({ type: 'Disable', since: iso(since), reason });
    log.error({ webhook: this.#id, since: iso(since), reason }, 'webhook disabled: it is sent nothing more');
    const notice = { key: WHOLE_CONSUMER, at: iso(since), reason };
    // What is recorded counts; the notice is shown at /stuck besides.
    await deadlines.save(this.#name, { parked: [notice] }).catch(() => undefined);
  }

  #pauseMs(attempt: number): number {
    const { firstPauseMs = 1_000, longestPauseMs = 300_000 } = this.#runtime;
    return Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(attempt - 1, 20));
  }

  /** In its stream, for when the read store is lost: what lies behind it is sent once more then. */
  async #note(now: boolean): Promise<void> {
    const { noteEveryMs = 60_000 } = this.#runtime;
    const checkpoint = this.#reached;
    if (!checkpoint || (!now && performance.now() - this.#notedAt < noteEveryMs)) return;
    await this.#execute({ type: 'NoteProgress', checkpoint });
    this.#reached = undefined;
    this.#notedAt = performance.now();
  }

  async #load(): Promise<Subscription | undefined> {
    const { state } = await this.#runtime.store.load<Webhook>(webhookStream(this.#id), webhook, 'latest');
    return state.status === 'active' && !state.disabled ? state : undefined;
  }

  async #execute(command: WebhookCommand): Promise<void> {
    const { store, clock } = this.#runtime;
    const commandId = uuidv5(COMMANDS, `${this.#id}/${JSON.stringify(command)}/${iso(clock.now())}`);
    const actor = { id: 'webhooks', role: 'system' };
    await decideAndAppend(store, webhookStream(this.#id), webhook, command, { commandId, actor, at: iso(clock.now()) });
  }
}

/** Where the last of what was recorded stands; what was sent again says nothing about that. */
const furthest = (tickets: readonly TicketEvents[]): Checkpoint | undefined =>
  tickets
    .flatMap(({ events, parked }) => (parked ? [] : events))
    .map(({ checkpoint }) => checkpoint)
    .reduce<Checkpoint | undefined>(
      (last, one) => (last === undefined || BigInt(one.commit) > BigInt(last.commit) ? one : last),
      undefined,
    );

/** Of its client, published since it subscribed, and not sent before behind an event that was refused. */
const isFor = ({ client, since, resumed }: Subscription, { stream, event, stamp }: Delivered): boolean => {
  const { data } = event as unknown as { data: { client: string } };
  if (client !== undefined && data.client !== client) return false;
  if (since !== undefined && stamp.recordedAt < since) return false;
  return stamp.revision > (resumed.get(subjectOf(stream)) ?? -1);
};
