// What is nobody else's business: another client's tickets are in no answer to this one (I10), and what was erased is on
// no disk and in no log any more (I11), whatever happened to the store meanwhile.
import { setTimeout as pause } from 'node:timers/promises';
import { filesWith } from '../../erasure/on-disk';
import type { Clients } from '../../kill/clients';
import { type Chance, chanceOf } from '../chance';

const EVERY_MS = 500;
const FORGETS_WITHIN_MS = 30_000;
/** The key of the client's contact is acme's. */
const OTHER = 'globex';

const aWord = (chance: Chance) => `Quux${chance.uuid().replaceAll('-', '')}`;

export class PrivateMatters {
  readonly broken: string[] = [];
  readonly #clients: Clients;
  readonly #chance: Chance;
  readonly #theirs: string;
  readonly #erased: string;

  constructor(clients: Clients, seed: number) {
    this.#clients = clients;
    this.#chance = chanceOf(seed);
    this.#theirs = aWord(this.#chance);
    this.#erased = aWord(this.#chance);
  }

  /** Another client's ticket, and somebody of this client who looks for it wherever they may. */
  async pry(isOver: () => boolean): Promise<void> {
    const theirs = await this.#open(OTHER, this.#theirs);
    for (; !isOver(); await pause(EVERY_MS))
      for (const path of ['/tickets?limit=200', `/tickets/${theirs}`, `/tickets/${theirs}/page`])
        this.#mustNotTell(path, await this.#clients.get('client-contact', path).catch(notThere));
  }

  /** A ticket that is told in words of its own, ends, and is erased; then nobody has any of them. */
  async erase(directory: string, log: readonly string[]): Promise<readonly string[]> {
    const ticketId = await this.#open('acme', this.#erased);
    const say = (role: 'agent' | 'supervisor', route: string, body: object, yields: string) =>
      this.#clients.say({ role, path: `/tickets/${ticketId}/${route}`, body, yields, key: this.#chance.uuid() });
    await say('agent', 'notes', { text: `${this.#erased} called again` }, 'NoteAdded');
    await say('agent', 'cancellation', { reason: `${this.#erased} gave up` }, 'TicketCancelled');
    await say('supervisor', 'erasure', { ground: 'requested' }, 'PersonalDataErased');
    const found = await this.#left(directory);
    const told = log.filter((line) => line.includes(this.#erased));
    return [
      ...found.map((file) => `I11: ${ticketId} was erased, and ${file} has a word of it`),
      ...(told.length === 0 ? [] : [`I11: ${ticketId} was erased, and the log has a word of it`]),
    ];
  }

  async #open(client: string, word: string): Promise<string> {
    const body = { client, channel: 'phone', priority: 'P3', summary: `No calls, says ${word}` };
    const opening = {
      role: 'agent',
      path: '/tickets',
      body,
      yields: 'TicketOpened',
      key: this.#chance.uuid(),
    } as const;
    return (await this.#clients.say(opening)).ticketId;
  }

  #mustNotTell(path: string, answer: unknown): void {
    if (JSON.stringify(answer).includes(this.#theirs))
      this.broken.push(`I10: acme was told of a ticket of ${OTHER} at ${path}`);
  }

  async #left(directory: string): Promise<readonly string[]> {
    for (const until = performance.now() + FORGETS_WITHIN_MS; ; await pause(500)) {
      const files = filesWith(directory, this.#erased);
      if (files.length === 0 || performance.now() > until) return files;
    }
  }
}

/** As it should be: for this client there is no such ticket. */
const notThere = (error: Error): null => {
  if (/"status":404/.test(error.message)) return null;
  throw error;
};
