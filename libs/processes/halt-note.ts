import { iso } from '#kernel';
import { WHOLE_CONSUMER } from '#read-store';
import type { ConsumerRuntime } from './consumer';

/** That a consumer stands still as a whole: put where people look, and taken back once it goes on. */
export class HaltNote {
  readonly #name: string;
  readonly #runtime: Pick<ConsumerRuntime, 'deadlines' | 'clock'>;
  readonly #failed: (error: unknown) => void;
  /** Known not to be there. */
  #isTakenBack = false;

  constructor(
    name: string,
    runtime: Pick<ConsumerRuntime, 'deadlines' | 'clock'>,
    onFailure: (error: unknown) => void,
  ) {
    this.#name = name;
    this.#runtime = runtime;
    this.#failed = onFailure;
  }

  async put(reason: string): Promise<void> {
    const { deadlines, clock } = this.#runtime;
    this.#isTakenBack = false;
    const parked = [{ key: WHOLE_CONSUMER, at: iso(clock.now()), reason }];
    await deadlines.save(this.#name, { parked }).catch(this.#failed);
  }

  /** One from an earlier life as well. */
  async takeBack(): Promise<void> {
    if (this.#isTakenBack) return;
    const { deadlines } = this.#runtime;
    try {
      const noted = (await deadlines.parked(this.#name)).filter(({ key }) => key === WHOLE_CONSUMER);
      if (noted.length > 0) await deadlines.save(this.#name, { released: noted });
      this.#isTakenBack = true;
    } catch (error) {
      this.#failed(error);
    }
  }
}
