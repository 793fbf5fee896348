// Turns on a stream, within this process. They spare lost races and decide nothing: without them all would still be right.

import { untilCommandDeadline } from './client/command-deadline';
import { StoreBusy } from './errors';

/** More than one caller can have at work at once: nobody fills a ticket's queue alone. */
const WAITING_MAX = 128;

type Turn = { readonly take: () => void; gaveUp: boolean };

/**
 * One command at a time on each stream, in the order in which they came: at once they would all read the same revision,
 * one would win, and the others would do it all again until some have tried too often. Of this process alone; who
 * commands elsewhere is still met at the append.
 */
export class StreamQueue {
  readonly #waiting = new Map<string, Turn[]>();

  /** Throws `StoreBusy` where too many wait, or where its turn does not come before the command's deadline. */
  readonly inTurn = async <T>(stream: string, work: () => Promise<T>): Promise<T> => {
    const waiting = this.#waiting.get(stream);
    if (waiting === undefined) this.#waiting.set(stream, []);
    else await this.#turn(stream, waiting);
    try {
      return await work();
    } finally {
      this.#next(stream);
    }
  };

  async #turn(stream: string, waiting: Turn[]): Promise<void> {
    if (waiting.length >= WAITING_MAX) throw busy(`${waiting.length} commands wait for ${stream} already`);
    const { promise, resolve } = Promise.withResolvers<void>();
    const turn: Turn = { take: resolve, gaveUp: false };
    waiting.push(turn);
    try {
      await untilCommandDeadline(promise, () => busy(`The turn of this command on ${stream} did not come in time`));
    } catch (late) {
      // Its turn may have come in the same instant: then there is nobody but us to hand it on.
      if (waiting.includes(turn)) turn.gaveUp = true;
      else this.#next(stream);
      throw late;
    }
  }

  #next(stream: string): void {
    const waiting = this.#waiting.get(stream);
    let turn = waiting?.shift();
    while (turn?.gaveUp) turn = waiting?.shift();
    if (turn) turn.take();
    else this.#waiting.delete(stream);
  }
}

const busy = (what: string) => new StoreBusy(`${what}. Nothing was sent; try again.`);
