import { randomUUID } from 'node:crypto';
import type { DateTime } from 'luxon';
import type { Role } from '#identity';
import type { DemoClock } from './demo-clock';

const PATIENCE_MS = 15_000;

// biome-ignore lint/suspicious/noExplicitAny: what a route answers, of which the story shows a field or two.
type Answer = any;

/** Whoever appears in the demo, at the server's own front door. */
export class DemoDesk {
  readonly #url: string;
  readonly #keys: Readonly<Record<Role, string>>;
  readonly #clock: DemoClock;
  readonly #saturday: DateTime;

  constructor(url: string, keys: Readonly<Record<Role, string>>, clock: DemoClock, saturday: DateTime) {
    this.#url = url;
    this.#keys = keys;
    this.#clock = clock;
    this.#saturday = saturday;
  }

  /** A time of the story as a request says it: with its offset. `day` counts from Saturday. */
  at(time: string, day = 0): string {
    return this.#instant(time, day).toISO({ suppressMilliseconds: true }) ?? '';
  }

  /** It becomes that time, and somebody does something. */
  narrate(time: string, day: number, what: string): void {
    const now = this.#instant(time, day);
    this.#clock.becomes(now.toMillis());
    console.log(`${now.toFormat('ccc d LLL, HH:mm ZZZZ')}  ${what}`);
  }

  #instant(time: string, day: number): DateTime {
    const [hour = 0, minute = 0] = time.split(':').map(Number);
    return this.#saturday.plus({ days: day }).set({ hour, minute });
  }

  async post(role: Role, path: string, body: object = {}): Promise<Answer> {
    return this.#ask(role, path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': randomUUID() },
      body: JSON.stringify(body),
    });
  }

  async get(role: Role, path: string): Promise<Answer> {
    return this.#ask(role, path, { method: 'GET', headers: {} });
  }

  /** Asks again until the answer is what is waited for: processes work beside the requests. */
  async until(role: Role, path: string, isSo: (answer: Answer) => boolean): Promise<Answer> {
    const giveUp = performance.now() + PATIENCE_MS;
    for (;;) {
      const answer = await this.get(role, path).catch((error: unknown) => error);
      if (!(answer instanceof Error) && isSo(answer)) return answer;
      if (performance.now() > giveUp)
        throw new Error(`GET ${path} did not become what the story tells.`, { cause: answer });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async #ask(role: Role, path: string, init: { method: string; headers: object; body?: string }): Promise<Answer> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#keys[role]}` };
    const response = await fetch(`${this.#url}${path}`, { ...init, headers });
    const answer: Answer = await response.json();
    if (!response.ok) throw new Error(`${init.method} ${path} was answered ${response.status}: ${answer.detail}`);
    return answer;
  }
}
