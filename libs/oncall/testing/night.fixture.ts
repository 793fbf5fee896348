// For specs only: a ticket of a night, a roster, and as many paging processes as a spec likes, on one store that forgets and
// one clock that the spec moves.

import { type Context, decideAndAppend, iso, MemoryStore, MINUTE, ms, type Recorded } from '#kernel';
import { type Policy, zoneTransitions } from '#policy';
import { standardPolicy } from '#policy/testing';
import type { TicketCommand } from '#ticketing';
import { type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import type { Channel, Delivery, PageMessage } from '../application/channels/channel';
import { PagingProcess } from '../application/paging-process';
import { type Pages, pageStream, pages } from '../domain/page';
import type { PageEvent } from '../domain/page-events';
import { type RosterEvent, roster, rosterStream } from '../domain/roster';
import type { PersonChannel, RosterDocument } from '../domain/roster-document';

const TICKET = '7K3M9QXZW';
const ALWAYS = { startsOn: '2026-01-05', handover: '09:00', rotateDays: 7 };
const turns = (...people: string[]) => [{ name: 'weeks', people, ...ALWAYS }];
const byConsole: readonly PersonChannel[] = [{ kind: 'console' }];

/** Ann first, then Bob, then Mia. */
export const rosterWith = (channels: Readonly<Record<string, readonly PersonChannel[]>> = {}): RosterDocument => ({
  timezone: 'America/Chicago',
  covers: 'always',
  people: ['ann', 'bob', 'mia'].map((id) => ({ id, name: id, channels: channels[id] ?? byConsole })),
  levels: { primary: turns('ann'), secondary: turns('bob'), manager: turns('mia') },
});

export type Sent = PageMessage & { readonly at: string; readonly by: string };

export class Night {
  readonly store = new MemoryStore();
  readonly sent: Sent[] = [];
  readonly errors: string[] = [];
  /** Saturday, 02:03 in Chicago. */
  time = ms('2026-03-14T07:03:00Z');
  /** What a channel makes of a message; delivered, where nothing else is said. */
  answer: (message: PageMessage) => Delivery | Promise<Delivery> = () => ({ is: 'delivered' });
  #commands = 0;
  readonly #policy: Policy = standardPolicy;

  get environment(): CommandEnvironment {
    const policies = { inForce: async () => this.#policy, pinned: async () => this.#policy };
    return { store: this.store, policies, idOf: (name) => name };
  }

  async publish(document: RosterDocument = rosterWith()): Promise<this> {
    const zone = zoneTransitions(document.timezone) as Extract<RosterEvent, { type: 'ShiftsPublished' }>['zone'];
    const { state } = await this.store.load(rosterStream('support'), roster);
    const command = {
      type: 'PublishShifts',
      version: state.versions.length + 1,
      effectiveFrom: '2026-02-01T00:00:00.000Z',
      document,
      zone,
    } as const;
    await decideAndAppend(this.store, rosterStream('support'), roster, command, this.context('sue'));
    return this;
  }

  context(id: string): Context {
    return { commandId: `c${++this.#commands}`, actor: { id, role: 'supervisor' }, at: iso(this.time) };
  }

  async say(command: TicketCommand, ticketId = TICKET): Promise<void> {
    await executeTicketCommand(this.environment, ticketId, command, this.context('sue'));
  }
  open(more: object = {}): Promise<void> {
    const open = { type: 'OpenTicket', client: 'acme', channel: 'voicemail', requested: 'P1', summary: 'calls fail' };
    return this.say({ ...open, ...more } as TicketCommand);
  }
  async acknowledge(person = 'ann'): Promise<void> {
    const command = { type: 'AcknowledgePage', person, how: 'api' } as const;
    await decideAndAppend(this.store, pageStream(TICKET), pages, command, this.context(person));
  }

  /** One more process, with memories of its own. */
  process(name = 'p'): PagingProcess {
    const channel: Channel = {
      send: async (_to, message, isWanted) => {
        const answer = await this.answer(message);
        if (!(await isWanted())) return { is: 'called-off' };
        if (answer.is === 'delivered') this.sent.push({ ...message, at: iso(this.time), by: name });
        return answer;
      },
    };
    const error = (_fields: object, message: string) => void this.errors.push(message);
    return new PagingProcess(this.environment, {
      channels: { console: channel, webhook: channel },
      clock: { now: () => this.time },
      log: { info: () => {}, warn: () => {}, error },
      origin: () => 'https://desk.example',
    });
  }

  /** Has a process look until it has nothing left to do now; answers when it wants to look again. */
  async settle(process: PagingProcess): Promise<number | undefined> {
    for (let before = -1; ; ) {
      const outcome = await process.handle(TICKET, this.time);
      await process.stop();
      const events = (await this.events()).length;
      if (events === before) return outcome === 'unchanged' ? undefined : outcome.deadline;
      before = events;
    }
  }
  /** Minutes pass, and somebody looks whenever something comes due. */
  async pass(minutes: number, process: PagingProcess): Promise<void> {
    const end = this.time + minutes * MINUTE;
    for (let due = await this.settle(process); due !== undefined && due <= end; due = await this.settle(process))
      this.time = due;
    this.time = end;
    await this.settle(process);
  }

  async events(): Promise<readonly PageEvent[]> {
    return (await this.store.read(pageStream(TICKET))).map(({ event }) => event as PageEvent);
  }
  async story(): Promise<readonly string[]> {
    return (await this.events()).map(inShort);
  }
  ticketEvents(): Promise<readonly Recorded[]> {
    return this.store.read(ticketStream(TICKET));
  }
  async page(): Promise<Pages[number] | undefined> {
    return (await this.store.load<Pages>(pageStream(TICKET), pages)).state.at(-1);
  }
}

const inShort = (event: PageEvent): string => {
  switch (event.type) {
    case 'PageAttempted':
      return `attempted ${event.person} by ${event.channel}`;
    case 'PageFailed':
      return `failed ${event.outcome}`;
    case 'PageEscalated':
      return `escalated to ${event.to} in round ${event.round}: ${event.because}`;
    case 'PageEnded':
      return `ended ${event.because}`;
    case 'PageAcknowledged':
      return `acknowledged by ${event.person}`;
    default:
      return event.type.replace('Page', '').toLowerCase();
  }
};
