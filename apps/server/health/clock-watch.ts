import { type Engine, EngineMonitor, iso } from '#kernel';

/** Beyond this, deadlines are judged and dated by a time that nobody else has. */
const OFF_BY_MS = 60_000;

/** Whether this host's clock agrees with the event store's, by what the store's health says of it. */
export class ClockWatch implements Engine {
  readonly #store: Engine;
  readonly #monitor = new EngineMonitor('clock', { now: Date.now });

  constructor(store: Engine) {
    this.#store = store;
  }

  get health() {
    const skewMs = Number(this.#store.health.facts?.clockSkewMs ?? 0);
    if (Math.abs(skewMs) < OFF_BY_MS) this.#monitor.answered();
    else
      this.#monitor.failed(
        `This host's clock says ${iso(Date.now())} and is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs > 0 ? 'behind' : 'ahead of'} the event store's. ` +
          'Set both by NTP (timedatectl, chronyc tracking); this process is ready again by itself once they agree to the minute.',
        'refused',
      );
    return this.#monitor.health;
  }
}
