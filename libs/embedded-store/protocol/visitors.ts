import { LRUCache } from 'lru-cache';

/** Connections that are remembered, so that each is named once. */
const REMEMBERED = 1024;
const REFUSALS_EVERY_MS = 60_000;

/** Names whoever connects to a node that wants passwords, and whoever is refused: once a connection, and no more often than can be read. */
export class Visitors {
  readonly #named = new LRUCache<string, string>({ max: REMEMBERED });
  readonly #say: (text: string) => void;
  readonly #now: () => number;
  #saidAt = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(say: (text: string) => void, now: () => number) {
    this.#say = say;
    this.#now = now;
  }

  admitted(name: string, peer: string, connection: string | undefined): void {
    if (this.#named.get(peer) === name) return;
    this.#named.set(peer, name);
    this.#say(`'${name}' connected from ${peer}${connection === undefined ? '' : ` as ${printable(connection)}`}.`);
  }

  refused(why: string, peer: string): void {
    if (this.#now() - this.#saidAt < REFUSALS_EVERY_MS) {
      this.#unsaid++;
      return;
    }
    const others =
      this.#unsaid === 0 ? '' : ` ${this.#unsaid} more calls were refused since the last one that was named.`;
    this.#saidAt = this.#now();
    this.#unsaid = 0;
    this.#say(`A call from ${peer} was refused: ${why}${others}`);
  }
}

/** What a client calls itself, on one line of a log. */
const printable = (text: string): string => `'${text.slice(0, 100).replace(/[^\x20-\x7e]/g, '?')}'`;
