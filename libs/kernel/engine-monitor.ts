// What a process knows of an engine that it depends on (the event store, the read store) without asking it: whether the
// last exchange went well, and since when. Health pages read it, and the log gets one line when the engine goes and one
// when it is back.
import { iso } from './instant';

export type EngineHealth = {
  readonly engine: string;
  /** `unknown` until the first exchange; `refused` where the engine answers and turns this server away. */
  readonly state: 'unknown' | 'up' | 'away' | 'refused';
  /** Since when it is in that state: ISO 8601, UTC. */
  readonly since: string;
  /** Where it is not up: what happened, and what to do. */
  readonly detail?: string;
  readonly facts?: Readonly<Record<string, string | number>>;
};

/** An engine as a health page sees it. Reading it costs no call. */
export type Engine = { readonly health: EngineHealth };

/**
 * Whether an error says that an engine does not answer, or not now, through whatever wraps it. Nothing is wrong with what
 * was asked of it: it is retried, nobody is blamed, and the engine's monitor has logged it already.
 */
export const isEngineAway = (error: unknown): boolean => {
  for (let one = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++)
    if ((one as { isEngineAway?: unknown }).isEngineAway === true) return true;
  return false;
};

type Log = { info(fields: object, msg: string): void; warn(fields: object, msg: string): void };
type Ports = { readonly now: () => number; readonly log?: Log | undefined };

export class EngineMonitor implements Engine {
  readonly #engine: string;
  readonly #ports: Ports;
  readonly #facts = new Map<string, string | number>();
  #state: EngineHealth['state'] = 'unknown';
  #since: number;
  #detail: string | undefined;
  #failures = 0;

  constructor(engine: string, ports: Ports) {
    this.#engine = engine;
    this.#ports = ports;
    this.#since = ports.now();
  }

  get health(): EngineHealth {
    return {
      engine: this.#engine,
      state: this.#state,
      since: iso(this.#since),
      ...(this.#detail !== undefined && { detail: this.#detail }),
      ...(this.#facts.size > 0 && { facts: Object.fromEntries(this.#facts) }),
    };
  }

  /** A fact to show beside the state: a version, a clock's skew. */
  note(name: string, value: string | number): void {
    this.#facts.set(name, value);
  }

  answered(): void {
    if (this.#state === 'up') return;
    const { now, log } = this.#ports;
    const wasAway = this.#state !== 'unknown';
    if (wasAway)
      log?.info(
        { engine: this.#engine, awayMs: now() - this.#since, since: iso(this.#since), failures: this.#failures },
        `${this.#engine} is back`,
      );
    this.#enter('up', undefined);
  }

  failed(detail: string, state: 'away' | 'refused' = 'away'): void {
    this.#failures++;
    if (this.#state === state) {
      this.#detail = detail;
      return;
    }
    this.#enter(state, detail);
    this.#failures = 1;
    this.#ports.log?.warn(
      { engine: this.#engine, error: detail },
      state === 'away' ? `${this.#engine} is away; trying until it is back` : `${this.#engine} turns this server away`,
    );
  }

  #enter(state: EngineHealth['state'], detail: string | undefined): void {
    this.#state = state;
    this.#since = this.#ports.now();
    this.#detail = detail;
    this.#failures = 0;
  }
}
