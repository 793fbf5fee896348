import { StoreMismatch } from '#event-store';
import { iso } from '#kernel';
import { WHOLE_PROCESS } from '#read-store';
import type { PublisherOptions } from './publisher-options';

/** How long a publisher that has halted at another store waits until it asks that store again. */
const LOOKS_AGAIN_MS = 30_000;

/** That a publisher as a whole stands still: put where people look, and taken back when it begins again. */
export class PublisherHalt {
  readonly #options: Pick<PublisherOptions, 'name' | 'deadlines' | 'clock' | 'log'>;
  #timer: NodeJS.Timeout | undefined;
  reason: string | undefined;

  constructor(options: Pick<PublisherOptions, 'name' | 'deadlines' | 'clock' | 'log'>) {
    this.#options = options;
  }

  async release(): Promise<void> {
    const { deadlines, name } = this.#options;
    this.reason = undefined;
    const halted = (await deadlines.parked(name)).filter(({ key }) => key === WHOLE_PROCESS);
    await deadlines.save(name, { released: halted });
  }

  /** `again` is tried where time can mend it: a store that is not the one that was read may be put right while we run. */
  by(error: unknown, again: () => Promise<void>): void {
    const { deadlines, name, clock, log } = this.#options;
    this.reason = String(error);
    const parked = [{ key: WHOLE_PROCESS, at: iso(clock.now()), reason: this.reason }];
    deadlines
      .save(name, { parked })
      .catch((failed) =>
        log.error({ publisher: name, error: String(failed) }, 'that it has halted could not be noted'),
      );
    if (error instanceof StoreMismatch) this.#lookAgain(again);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #lookAgain(again: () => Promise<void>): void {
    this.#timer = setTimeout(() => again().catch(() => this.#lookAgain(again)), LOOKS_AGAIN_MS).unref();
  }
}
