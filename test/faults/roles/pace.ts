// People who say so much a second and no more: what is measured is how a role comes back under a load that is known, and
// not how a machine divides its time that is asked for more than it has.
import { setTimeout as pause } from 'node:timers/promises';
import { Clients, type CommandToSend } from '../../kill/clients';

/** Says in the name of others, in turn. What was missed while nobody answered is not made up for. */
export class PacedClients extends Clients {
  readonly #others: Clients;
  readonly #everyMs: number;
  #next = 0;

  constructor(others: Clients, perSecond: number) {
    super();
    this.#others = others;
    this.#everyMs = 1_000 / perSecond;
  }

  override async say(saying: CommandToSend) {
    const now = performance.now();
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#everyMs;
    await pause(turn - now);
    return this.#others.say(saying);
  }

  override get(...asked: Parameters<Clients['get']>) {
    return this.#others.get(...asked);
  }
}

/** What was said under the blows, of all lives together. */
export class Load {
  readonly perSecond: number;
  #commands = 0;
  #milliseconds = 0;

  constructor(perSecond: number) {
    this.perSecond = perSecond;
  }

  add(commands: number, milliseconds: number): void {
    this.#commands += commands;
    this.#milliseconds += milliseconds;
  }

  toString(): string {
    const answered = (this.#commands * 1_000) / Math.max(1, this.#milliseconds);
    return `${this.perSecond} commands a second (${answered.toFixed(1)} were answered)`;
  }
}
