// All receivers: whoever subscribes is begun with, whoever is gone is stopped.

import type { Consumption, Delivered } from '#event-store';
import { isEngineAway } from '#kernel';
import { Delivering, type WebhookRuntime } from './delivering';
import { type Webhook, type WebhookEvent, webhook, webhookName } from './subscription';

const NAME = 'webhooks';
const BEGINS: ReadonlySet<WebhookEvent['type']> = new Set(['WebhookSubscribed', 'WebhookEnabled']);
const ENDS: ReadonlySet<WebhookEvent['type']> = new Set(['WebhookUnsubscribed', 'WebhookDisabled']);

/** Delivers to every receiver, from where each stood, until it is stopped. */
export class Webhooks {
  readonly name = NAME;
  readonly #runtime: WebhookRuntime;
  readonly #running = new Map<string, Delivering>();
  readonly #consumption: Consumption;
  readonly #known = new Set<string>();
  #caughtUp = false;

  constructor(runtime: WebhookRuntime) {
    this.#runtime = runtime;
    this.#consumption = runtime.store.consume({
      name: NAME,
      prefixes: ['webhooks-'],
      from: 'start',
      handle: (delivered) => this.#hear(delivered),
      onFailure: (error, { stream }, attempt) => {
        if (!isEngineAway(error))
          runtime.log.error({ stream, attempt, error: String(error) }, 'webhook could not be begun; trying again');
        return 'retry';
      },
      onCaughtUp: () => this.#begin(),
    });
  }

  /** 'waiting': a receiver does not take what there is. */
  get state(): Consumption['state'] | 'waiting' {
    return [...this.#running.values()].some(({ state }) => state === 'waiting') ? 'waiting' : this.#consumption.state;
  }

  async stop(): Promise<void> {
    await this.#consumption.stop();
    await Promise.all([...this.#running.values()].map((delivering) => delivering.stop()));
  }

  async #hear({ stream, event }: Delivered): Promise<void> {
    const id = stream.slice(`${NAME}-`.length);
    const { type } = event as WebhookEvent;
    if (BEGINS.has(type)) this.#known.add(id);
    if (ENDS.has(type)) {
      this.#known.delete(id);
      await this.#running.get(id)?.stop();
      this.#running.delete(id);
    }
    // What is being read from the past may have been answered long ago.
    if (!this.#caughtUp) return;
    if (BEGINS.has(type)) await this.#begin();
    if (type === 'RedeliveryAsked') this.#redeliver(id);
  }

  async #begin(): Promise<void> {
    this.#caughtUp = true;
    for (const id of this.#known) {
      if (this.#running.has(id)) continue;
      const { state } = await this.#runtime.store.load<Webhook>(`${NAME}-${id}`, webhook, 'latest');
      if (state.status !== 'active' || state.disabled) continue;
      await this.#withdrawNotice(id);
      this.#running.set(id, await Delivering.begin(id, state, this.#runtime));
      this.#redeliver(id);
    }
  }

  /** It is at work again: nothing at /stuck says otherwise. */
  async #withdrawNotice(id: string): Promise<void> {
    const { deadlines } = this.#runtime;
    const name = webhookName(id);
    const released = await deadlines.parked(name);
    if (released.length > 0) await deadlines.save(name, { released });
  }

  #redeliver(id: string): void {
    const failed = (error: unknown) =>
      this.#runtime.log.warn({ webhook: id, error: String(error) }, 'redelivery broke off; ask for it again');
    this.#running.get(id)?.redeliver().catch(failed);
  }
}
