// All receivers: whoever subscribes is begun with, whoever is gone is stopped.

import type { BatchConsumer, Delivered } from '#event-store';
import { isEngineAway, subjectOf } from '#kernel';
import { CheckpointedConsumer, type RunningConsumer, type Work } from '#processes';
import { Receiver, type WebhookRuntime } from './receiver';
import { type Webhook, type WebhookEvent, webhook, webhookName, webhookStream } from './subscription';

const NAME = 'webhooks';
const BEGINS: ReadonlySet<WebhookEvent['type']> = new Set(['WebhookSubscribed', 'WebhookEnabled']);
const ENDS: ReadonlySet<WebhookEvent['type']> = new Set(['WebhookUnsubscribed', 'WebhookDisabled']);

/** Delivers to every receiver, from where each stood, until it is stopped. */
export const runWebhooks = async (runtime: WebhookRuntime): Promise<RunningConsumer> => {
  const receivers = new Receivers(runtime);
  const consumer = await CheckpointedConsumer.start(receivers, runtime);
  const running = () => [...receivers.running.values()];
  return {
    name: NAME,
    prefixes: consumer.prefixes,
    /** 'waiting': a receiver does not take what there is. */
    get state() {
      return running().some(({ state }) => state === 'waiting') ? 'waiting' : consumer.state;
    },
    get problem() {
      return consumer.problem;
    },
    get lag() {
      return consumer.lag;
    },
    get parked() {
      return running().reduce((sum, { parked }) => sum + parked, 0);
    },
    stop: async () => {
      await consumer.stop();
      await Promise.all(running().map((receiver) => receiver.stop()));
    },
  };
};

/** Who has subscribed, read from the beginning at each start: it keeps no checkpoint of its own. */
class Receivers implements Work {
  readonly name = NAME;
  readonly prefixes = ['webhooks-'];
  readonly haltedMessage = 'webhooks halted; they look again every 30 s. GET /stuck says what to do';
  readonly running = new Map<string, Receiver>();
  readonly #runtime: WebhookRuntime;
  readonly #known = new Set<string>();
  #caughtUp = false;

  constructor(runtime: WebhookRuntime) {
    this.#runtime = runtime;
  }

  async begin(): Promise<{ consumer: BatchConsumer }> {
    this.#caughtUp = false;
    return {
      consumer: {
        name: NAME,
        prefixes: this.prefixes,
        from: 'start',
        handleBatch: async (batch) => {
          for (const delivered of batch) await this.#handle(delivered);
        },
        onFailure: (error, { stream }, attempt) => {
          if (!isEngineAway(error))
            this.#runtime.log.error(
              { stream, attempt, error: String(error) },
              'webhook could not be begun; trying again',
            );
          return 'retry';
        },
        onCaughtUp: () => this.#begin(),
      },
    };
  }

  ended = async () => 'halted' as const;
  parked = () => 0;

  async #handle({ stream, event }: Delivered): Promise<void> {
    const id = subjectOf(stream);
    const { type, ...data } = event as WebhookEvent;
    if (BEGINS.has(type)) this.#known.add(id);
    if (ENDS.has(type)) {
      this.#known.delete(id);
      await this.running.get(id)?.stop();
      this.running.delete(id);
    }
    if (type === 'WebhookUnsubscribed') await this.#forget(id);
    // What is being read from the past may have been answered long ago.
    if (!this.#caughtUp) return;
    if (BEGINS.has(type)) await this.#begin();
    if (type === 'RedeliveryAsked' && 'ticketId' in data) await this.running.get(id)?.redeliver(data.ticketId);
  }

  /** Nothing waits for who is gone. */
  async #forget(id: string): Promise<void> {
    const { deadlines } = this.#runtime;
    const released = await deadlines.parked(webhookName(id));
    if (released.length > 0) await deadlines.save(webhookName(id), { released });
  }

  async #begin(): Promise<void> {
    this.#caughtUp = true;
    for (const id of this.#known) {
      if (this.running.has(id)) continue;
      const { state } = await this.#runtime.store.load<Webhook>(webhookStream(id), webhook, 'latest');
      if (state.status === 'active' && !state.disabled)
        this.running.set(id, await Receiver.begin(id, state, this.#runtime));
    }
  }
}
