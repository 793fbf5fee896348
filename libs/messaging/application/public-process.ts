// The public process: it hears tickets, their clocks and their ledgers in the order of the store, and records what the
// contract names. It keeps no place of its own: the public stream says how far each of the others has been told.

import { LRUCache } from 'lru-cache';
import { BILLING_EVENTS } from '#billing';
import {
  decideAndAppend,
  evolve,
  newEvents,
  type ProcessManager,
  type ProcessOutcome,
  type Recorded,
  streamOf,
} from '#kernel';
import type { Policy } from '#policy';
import { SLA_EVENTS } from '#sla';
import { type CommandEnvironment, systemContext } from '#ticketing/commands';
import { type Cause, type PublicEvent, publicStream } from '../contract/public-event';
import {
  emptyTranslationState,
  type PinnedVersion,
  TRANSLATION_FOLDS,
  type TranslationState,
} from '../publishing/background';
import { TRANSLATE_BILLING } from '../publishing/billing-translator';
import type { PublicEventDraft, TranslationContext } from '../publishing/public-event-draft';
import { publication } from '../publishing/publication';
import { TRANSLATE_SLA } from '../publishing/sla-translator';
import { TRANSLATE_TICKET } from '../publishing/ticket-translator';
import { unprocessedEvents } from './unprocessed-events';

const PROCESS = 'public';
/** How many tickets are remembered; others are read again when something happens to them. */
const REMEMBERED = 5_000;

type Category = Cause['stream'];
/** What is known of a ticket, and up to which revision of each stream. */
type TicketProgress = { known: TranslationState; readonly revisions: Record<Category, number> };
const TRANSLATORS = { ticket: TRANSLATE_TICKET, sla: TRANSLATE_SLA, billing: TRANSLATE_BILLING };

const categoryOf = ({ event }: Recorded): Category => {
  if (Object.hasOwn(SLA_EVENTS, event.type)) return 'sla';
  return Object.hasOwn(BILLING_EVENTS, event.type) ? 'billing' : 'ticket';
};

export class PublicProcess implements ProcessManager {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-', 'sla-', 'billing-'];
  readonly #environment: CommandEnvironment;
  readonly #heard: LRUCache<string, TicketProgress>;
  constructor(environment: CommandEnvironment, remembered = REMEMBERED) {
    this.#environment = environment;
    this.#heard = new LRUCache({ max: remembered });
  }

  /**
   * Records what the contract names of what was delivered, in that order, each cause once; it never has a deadline.
   * Without a delivery somebody asks again: what was not heard yet is read, and put into the order of the store.
   */
  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const before = this.#heard.get(ticketId);
    const progress: TicketProgress = {
      known: before?.known ?? emptyTranslationState,
      revisions: { ...(before?.revisions ?? { ticket: -1, sla: -1, billing: -1 }) },
    };
    const events: PublicEvent[] = [];
    for (const recorded of delivered ??
      (await unprocessedEvents(this.#environment.store, ticketId, progress.revisions))) {
      const event = await this.#hear(ticketId, progress, recorded);
      if (event) events.push(event);
    }
    if (events.length > 0) await this.#publish(ticketId, events, now);
    // Only now: what failed is heard again from where it stood before.
    this.#heard.set(ticketId, progress);
    return 'unchanged';
  }

  async #publish(ticketId: string, events: readonly PublicEvent[], now: number): Promise<void> {
    const act = `${ticketId}/${events.map(({ cause }) => cause.eventId).join('/')}`;
    const context = systemContext(this.#environment, PROCESS, act, now);
    const command = { type: 'PublishEvents', events } as const;
    await decideAndAppend(this.#environment.store, publicStream(ticketId), publication, command, context);
  }

  async #hear(ticketId: string, progress: TicketProgress, recorded: Recorded): Promise<PublicEvent | undefined> {
    const category = categoryOf(recorded);
    const { eventId, revision, occurredAt, recordedAt } = recorded.stamp;
    if (revision <= progress.revisions[category]) return undefined;
    await this.#catchUp(ticketId, progress, category, revision);
    if (category !== 'ticket') await this.#catchUp(ticketId, progress, 'ticket', ticketRevisionIn(recorded) + 1);
    note(progress, category, recorded);
    const published = await this.#translate(ticketId, progress.known, category, recorded);
    if (!published) return undefined;
    const { type, data, time = occurredAt } = published;
    const cause = { stream: category, revision, eventId };
    return { type, id: this.#publicIdOf(eventId), time, recordedAt, cause, data } as PublicEvent;
  }

  async #translate(
    ticketId: string,
    known: TranslationState,
    category: Category,
    recorded: Recorded,
  ): Promise<PublicEventDraft | undefined> {
    const { client, timelines } = known.ticket;
    const [opening] = timelines;
    if (!opening) throw new Error(`There is a ${category} stream of ticket ${ticketId}, which was never opened.`);
    const policies = await this.#policies([...timelines.map(({ timeline }) => timeline), known.billing.pinned]);
    const circumstances: TranslationContext = {
      about: { ticketId, client },
      stamp: recorded.stamp,
      policyOf: (pinned) => policies.get(versionKey(pinned)) ?? unread(pinned),
      known,
      publicIdOf: (eventId) => this.#publicIdOf(eventId),
    };
    const table = TRANSLATORS[category] as Readonly<
      Record<string, (event: unknown, c: TranslationContext) => PublicEventDraft | undefined>
    >;
    return table[recorded.event.type]?.(recorded.event, circumstances);
  }

  /** Every version that the ticket has been pinned to, by name. */
  async #policies(pinned: readonly PinnedVersion[]): Promise<ReadonlyMap<string, Policy>> {
    const versions = new Map(pinned.filter(({ policyId }) => policyId !== '').map((one) => [versionKey(one), one]));
    const read = [...versions].map(
      async ([key, { policyId, policyVersion }]) =>
        [key, await this.#environment.policies.pinned(policyId, policyVersion)] as const,
    );
    return new Map(await Promise.all(read));
  }

  /** Reads what is missing of a stream before `revision`: after a restart, or where the ticket was forgotten. */
  async #catchUp(ticketId: string, progress: TicketProgress, category: Category, revision: number): Promise<void> {
    const seen = progress.revisions[category];
    if (seen + 1 >= revision) return;
    for (const recorded of await newEvents(this.#environment.store, streamOf(category, ticketId), seen))
      if (recorded.stamp.revision < revision) note(progress, category, recorded);
  }

  #publicIdOf(eventId: string): string {
    return this.#environment.idOf(`public/${eventId}`);
  }
}

const versionKey = ({ policyId, policyVersion }: PinnedVersion) => `${policyId}@${policyVersion}`;
const unread = (pinned: PinnedVersion): never => {
  throw new Error(`The policy version ${versionKey(pinned)} was not read before it was asked for.`);
};

const note = (progress: TicketProgress, category: Category, recorded: Recorded): void => {
  const folded = evolve(TRANSLATION_FOLDS[category] as never, progress.known[category], recorded);
  progress.known = { ...progress.known, [category]: folded };
  progress.revisions[category] = recorded.stamp.revision;
};

/** Which revision of the ticket an event speaks of: clocks name it, and all else needs no more than the opening. */
const ticketRevisionIn = ({ event }: Recorded): number =>
  'ticketRevision' in event && typeof event.ticketRevision === 'number' ? event.ticketRevision : 0;
