// Sends what was recorded to be sent, in the background: a receiver that is slow holds up nobody else's page. What came of
// it is recorded. A message is sent by whoever recorded its attempt, and only while somebody still has to come.

import type { Log } from '#event-store';
import { type Clock, type Context, decideAndAppend, type EventStore, isEngineAway } from '#kernel';
import { SENT_WITHIN_MS } from '../domain/next-page-action';
import { type PageCommand, type Pages, pageStream, pages } from '../domain/page';
import type { ChannelKind, RosterPerson } from '../domain/roster-document';
import type { Channels, Delivery, PageMessage } from './channels/channel';

/** The attempt that a message belongs to. */
export type Sending = {
  readonly ticketId: string;
  readonly page: number;
  readonly attempt: number;
  readonly linkHash: string;
  readonly channel: RosterPerson['channels'][number];
  readonly message: PageMessage;
};
export type SenderRuntime = {
  readonly store: EventStore;
  readonly channels: Channels;
  readonly clock: Clock;
  readonly log: Log;
  readonly contextFor: (act: string, now: number) => Context;
};

export class PageSender {
  readonly #runtime: SenderRuntime;
  readonly #underWay = new Set<Promise<void>>();

  constructor(runtime: SenderRuntime) {
    this.#runtime = runtime;
  }

  begin(sending: Sending): void {
    const sent = this.#send(sending).catch((error: unknown) => this.#couldNotNote(sending, error));
    this.#underWay.add(sent);
    void sent.finally(() => this.#underWay.delete(sent));
  }

  /** Waits for what is under way: each ends by itself. */
  async stop(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #send(sending: Sending): Promise<void> {
    const { channel, message } = sending;
    const delivery = await this.#through(channel.kind, (one) =>
      one.send(channel, message, () => this.#isWanted(sending)),
    );
    if (delivery.is === 'called-off') return;
    await this.#note(sending, delivery);
  }

  #through(
    kind: ChannelKind,
    send: (channel: NonNullable<Channels[ChannelKind]>) => Promise<Delivery>,
  ): Promise<Delivery> {
    const channel = this.#runtime.channels[kind];
    return channel ? send(channel) : Promise.resolve({ is: 'refused', reason: `nothing is set up to send by ${kind}` });
  }

  /** Whether the attempt is still ours to make: nobody took the page, ended it, or gave us up meanwhile. */
  async #isWanted({ ticketId, page: which, attempt, linkHash }: Sending): Promise<boolean> {
    const { store, clock } = this.#runtime;
    const { state } = await store.load<Pages>(pageStream(ticketId), pages, 'latest');
    const page = state.find((one) => one.page === which);
    const ours = page?.attempts.find((one) => one.attempt === attempt && one.linkHash === linkHash);
    return page?.status === 'active' && ours !== undefined && !ours.outcome && clock.now() - ours.at < SENT_WITHIN_MS;
  }

  async #note({ ticketId, page, attempt }: Sending, delivery: Delivery): Promise<void> {
    const { store, contextFor, clock } = this.#runtime;
    const command: PageCommand =
      delivery.is === 'refused' || delivery.is === 'unknown'
        ? { type: 'NoteFailure', page, attempt, outcome: delivery.is, reason: delivery.reason }
        : { type: 'NoteDelivery', page, attempt };
    const context = contextFor(`${ticketId}/${page}/${attempt}/${command.type}`, clock.now());
    await decideAndAppend(store, pageStream(ticketId), pages, command, context);
  }

  /** It is looked at again when its time is over: then it counts as abandoned. */
  #couldNotNote({ ticketId, attempt }: Sending, error: unknown): void {
    if (isEngineAway(error)) return;
    this.#runtime.log.warn(
      { ticket: ticketId, attempt, error: String(error) },
      'what came of a page could not be recorded; it is sent once more, or to the next one, in a moment',
    );
  }
}
