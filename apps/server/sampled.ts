/** Lines of a log that might come by the thousand: of each kind one at a time, with how many it stands for. */
export class Sampled {
  readonly #everyMs: number;
  readonly #kinds = new Map<string, { saidAt: number; unsaid: number }>();

  constructor(everyMs: number) {
    this.#everyMs = everyMs;
  }

  /** How many there were since the last line, this one included; nothing where it is too early for another. */
  times(kind: string, now = performance.now()): number | undefined {
    const known = this.#kinds.get(kind) ?? { saidAt: Number.NEGATIVE_INFINITY, unsaid: 0 };
    this.#kinds.set(kind, known);
    known.unsaid++;
    if (now - known.saidAt < this.#everyMs) return undefined;
    const times = known.unsaid;
    [known.saidAt, known.unsaid] = [now, 0];
    return times;
  }
}
