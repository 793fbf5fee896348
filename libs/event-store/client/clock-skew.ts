/** A clock that is off by more than this is worth a word: deadlines and times of events are then not what they seem. */
const SKEW_WORTH_SAYING_MS = 2_000;
/** The server's clock is given in whole seconds, and a server may make the text up to a second ahead of its use. */
const GRAIN_MS = 1_000;
const SLACK_MS = 1_000;
/** So long an old measurement counts: clocks are set while servers run. */
const KEPT_MS = 60_000;

type Bounds = { readonly from: number; readonly to: number; readonly at: number };

/**
 * How far the store's clock is ahead of ours, from the `Date` of its answers. Each answer bounds it: the server wrote the
 * date after the call was begun and before its answer came. What several answers allow is narrower than any of them.
 */
export class ClockSkew {
  #bounds: readonly Bounds[] = [];

  sample(date: string, beganAt: number, answeredAt: number): void {
    const server = Date.parse(date);
    if (Number.isNaN(server)) return;
    const bounds = { from: server - answeredAt, to: server + GRAIN_MS + SLACK_MS - beganAt, at: answeredAt };
    const recent = this.#bounds.filter(({ at }) => answeredAt - at < KEPT_MS);
    // What contradicts was measured before somebody set a clock.
    const agreeing = recent.filter(({ from, to }) => from <= bounds.to && bounds.from <= to);
    this.#bounds = [...agreeing, bounds].slice(-8);
  }

  /** Milliseconds that the store is ahead of this host, at least; negative where it is behind; 0 where that is not sure. */
  get ms(): number {
    if (this.#bounds.length === 0) return 0;
    const from = Math.max(...this.#bounds.map((bounds) => bounds.from));
    const to = Math.min(...this.#bounds.map((bounds) => bounds.to));
    return from > 0 ? from : Math.min(to, 0);
  }

  /** A sentence where the clocks are too far apart; none where they agree well enough. */
  get warning(): string | undefined {
    const { ms } = this;
    if (Math.abs(ms) < SKEW_WORTH_SAYING_MS) return undefined;
    const seconds = Math.round(Math.abs(ms) / 1_000);
    return `This host's clock is ${seconds} s ${ms > 0 ? 'behind' : 'ahead of'} the event store's. Set both by NTP: times of events are what the hosts say.`;
  }
}
