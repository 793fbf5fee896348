// Wakes somebody for a ticket that cannot wait. It records before it acts, under ids that follow from the ticket: killed at
// any point or run twice, nobody is called who need not be. A replay finds in the page's stream what was done (I15).

import { LRUCache } from 'lru-cache';
import type { Log } from '#event-store';
import {
  type Clock,
  type Context,
  decideAndAppend,
  HOUR,
  ms,
  newEvents,
  type ProcessManager,
  type ProcessOutcome,
  type Recorded,
} from '#kernel';
import { localTime, type Policy } from '#policy';
import type { TicketEvent } from '#ticketing';
import { type CommandEnvironment, systemContext, ticketStream } from '#ticketing/commands';
import { nextPageAction, type PageAction } from '../domain/next-page-action';
import { isWaiting, type Page, type PageCommand, type Pages, pageStream, pages } from '../domain/page';
import { PAGE_EVENTS } from '../domain/page-events';
import { NO_PAGING_FACTS, overBecause, type PagingFacts, pagingFactsAfter, wakesFor } from '../domain/paging-facts';
import type { RosterPerson } from '../domain/roster-document';
import type { Channels } from './channels/channel';
import { linkHashOf, linkTo, newLinkToken } from './page-link';
import { PageSender } from './page-sender';
import { Rosters, reachedAt } from './rosters';

const PROCESS = 'paging';
/** The team that is woken. */
const TEAM = 'support';
const REMEMBERED = 20_000;
/** What is known so late wakes somebody for nothing: it stands on the board, and is said to have been withheld. */
const TOO_LATE_MS = 24 * HOUR;
/** More than any page needs at once: a fault in the rules would else call people for ever. */
const STEPS_MAX = 64;

/** What a server provides besides the stores. */
export type PagingRuntime = {
  readonly channels: Channels;
  readonly clock: Clock;
  readonly log: Log;
  /** What links begin with. */
  readonly origin: () => string;
};
/** A ticket as far as it was read. `mayBePaged`: somebody had to be woken for it at some time. */
type PagingState = {
  readonly facts: PagingFacts;
  readonly policy: Policy | undefined;
  readonly revision: number;
  readonly mayBePaged: boolean;
};
const UNREAD: PagingState = { facts: NO_PAGING_FACTS, policy: undefined, revision: -1, mayBePaged: false };

export class PagingProcess implements ProcessManager {
  readonly name = PROCESS;
  readonly prefixes = ['ticket-', 'page-'];
  readonly #environment: CommandEnvironment;
  readonly #runtime: PagingRuntime;
  readonly #rosters: Rosters;
  readonly #sender: PageSender;
  readonly #known = new LRUCache<string, PagingState>({ max: REMEMBERED });
  /** Rounds of which the log has said that nobody heard them. */
  readonly #alarmed = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(environment: CommandEnvironment, runtime: PagingRuntime) {
    this.#environment = environment;
    this.#runtime = runtime;
    this.#rosters = new Rosters(environment);
    const contextFor = (act: string, now: number) => this.#context(act, now);
    this.#sender = new PageSender({ store: environment.store, contextFor, ...runtime });
  }

  stop(): Promise<void> {
    return this.#sender.stop();
  }

  async handle(ticketId: string, now: number, delivered?: readonly Recorded[]): Promise<ProcessOutcome> {
    const known = await this.#read(ticketId, delivered);
    if (!known.mayBePaged || known.policy === undefined) return 'unchanged';
    for (let step = 0; step < STEPS_MAX; step++) {
      const { state } = await this.#environment.store.load<Pages>(pageStream(ticketId), pages, 'latest');
      const outcome = await this.#act(ticketId, known as Required<PagingState>, state, now);
      if (outcome !== 'again') return outcome;
    }
    throw new Error(`The page of ticket ${ticketId} is not at rest after ${STEPS_MAX} steps; it is looked at again.`);
  }

  /** The ticket with what was delivered, or read to its tail. */
  async #read(ticketId: string, delivered?: readonly Recorded[]): Promise<PagingState> {
    const before = this.#known.get(ticketId) ?? UNREAD;
    const ofTicket = delivered?.filter(({ event }) => !Object.hasOwn(PAGE_EVENTS, event.type));
    const isToRead = ofTicket === undefined || ofTicket.length > 0 || before === UNREAD;
    let known = before;
    if (isToRead)
      for (const { event, stamp } of await newEvents(
        this.#environment.store,
        ticketStream(ticketId),
        before.revision,
        ofTicket?.length === 0 ? undefined : ofTicket,
      )) {
        const facts = pagingFactsAfter(known.facts, event as TicketEvent, stamp);
        const policy = await this.#policyOf(facts);
        const wakes = policy !== undefined && wakesFor(facts, policy) !== undefined;
        known = { facts, policy, revision: stamp.revision, mayBePaged: known.mayBePaged || wakes };
      }
    this.#known.set(ticketId, known);
    return known;
  }

  async #policyOf({ opened, policyId, policyVersion }: PagingFacts): Promise<Policy | undefined> {
    return opened ? this.#environment.policies.pinned(policyId, policyVersion) : undefined;
  }

  async #act(
    ticketId: string,
    { facts, policy }: { readonly facts: PagingFacts; readonly policy: Policy | undefined },
    state: Pages,
    now: number,
  ): Promise<ProcessOutcome | 'again'> {
    if (!policy) return {};
    const page = state.findLast(isWaiting);
    const over = overBecause(facts, policy);
    if (page && over !== undefined) {
      await this.#say(ticketId, { type: 'EndPage', page: page.page, because: over }, now);
      this.#runtime.log.info({ ticket: ticketId, page: page.page, because: over }, 'page ended: nobody needs to come');
      return 'again';
    }
    if (page?.status === 'active') return this.#drive(ticketId, page, policy, now);
    const trigger = wakesFor(facts, policy);
    const before = state.findLast(({ cycle }) => cycle === facts.cycle);
    if (!trigger || (before && before.endedBecause !== 'priority')) return {};
    await this.#dispatch(ticketId, facts, policy, state.length + 1, now);
    return 'again';
  }

  async #dispatch(ticketId: string, facts: PagingFacts, policy: Policy, page: number, now: number): Promise<void> {
    const { recordedAt, ...trigger } = wakesFor(facts, policy) as NonNullable<ReturnType<typeof wakesFor>>;
    const { cycle, client, priority } = facts;
    if (now - ms(recordedAt) > TOO_LATE_MS) {
      await this.#say(ticketId, { type: 'WithholdPage', page, cycle, trigger }, now);
      this.#runtime.log.warn({ ticket: ticketId, since: recordedAt }, 'page withheld: known for more than a day');
      return;
    }
    const plan = policy.document.onCall;
    await this.#say(ticketId, { type: 'DispatchPage', page, cycle, client, priority, trigger, team: TEAM, plan }, now);
  }

  async #drive(ticketId: string, page: Page, policy: Policy, now: number): Promise<ProcessOutcome | 'again'> {
    const roster = await this.#rosters.of(page.team);
    const people = new Map<string, RosterPerson>();
    const action = nextPageAction(page, now, (level) => {
      const person = reachedAt(roster, level, now);
      if (!person) return undefined;
      people.set(person.id, person);
      return { person: person.id, channels: person.channels.map(({ kind }) => kind) };
    });
    if (action.do === 'rest') return {};
    if (action.do === 'wait') return this.#wait(ticketId, page, action);
    if (action.do === 'attempt') await this.#attempt(ticketId, page, policy, people, action, now);
    else await this.#moveOn(ticketId, page, action, now);
    return 'again';
  }

  #wait(ticketId: string, page: Page, { until, unheard }: PageAction & { do: 'wait' }): ProcessOutcome {
    const round = `${ticketId}/${page.page}/${page.step.round}`;
    if (unheard && !this.#alarmed.has(round)) {
      this.#alarmed.set(round, true);
      this.#runtime.log.error(
        { ticket: ticketId, client: page.client, round: page.step.round },
        'page reached nobody: no one on call, or no channel took it. GET /rosters/support/on-call says who is; call somebody, or POST /pages/{ticketId}/acknowledgement',
      );
    }
    return { deadline: until };
  }

  /** Who recorded an attempt sends it: two who do so at once have different links. */
  async #attempt(
    ticketId: string,
    page: Page,
    policy: Policy,
    people: ReadonlyMap<string, RosterPerson>,
    { level, person: id, channel: index }: PageAction & { do: 'attempt' },
    now: number,
  ): Promise<void> {
    const person = people.get(id) as RosterPerson;
    const channel = person.channels[index] as RosterPerson['channels'][number];
    const token = newLinkToken();
    const linkHash = linkHashOf(token);
    const attempt = page.attempts.length + 1;
    const { page: which, step, plan, client, priority, trigger } = page;
    const { round } = step;
    const recorded = { page: which, attempt, round, level, person: id, channel: channel.kind, linkHash };
    await this.#say(ticketId, { type: 'AttemptPage', ...recorded }, now, linkHash);
    const { state } = await this.#environment.store.load<Pages>(pageStream(ticketId), pages, 'latest');
    const made = state.find((one) => one.page === which)?.attempts.find((one) => one.attempt === attempt);
    if (made?.linkHash !== linkHash) return;
    const message = {
      id: this.#environment.idOf(`${PROCESS}/${ticketId}/${which}/${attempt}`),
      ticketId,
      client,
      priority,
      level,
      round,
      rounds: plan.rounds,
      person: { id, name: person.name },
      contactedAt: localTime(policy.zone, ms(trigger.at)),
      link: linkTo(this.#runtime.origin(), ticketId, token),
    };
    this.#sender.begin({ ticketId, page: which, attempt, linkHash, channel, message });
  }

  async #moveOn(
    ticketId: string,
    { page, plan }: Page,
    action: PageAction & { do: 'give-up' | 'escalate' | 'exhaust' },
    now: number,
  ): Promise<void> {
    if (action.do === 'give-up') {
      const reason = 'whoever was to send it died over it, or could not record what came of it';
      await this.#say(
        ticketId,
        { type: 'NoteFailure', page, attempt: action.attempt, outcome: 'abandoned', reason },
        now,
      );
    } else if (action.do === 'escalate')
      await this.#say(ticketId, { type: 'EscalatePage', page, ...action.escalation }, now);
    else {
      await this.#say(ticketId, { type: 'ExhaustPage', page, rounds: plan.rounds }, now);
      this.#runtime.log.error(
        { ticket: ticketId, page, rounds: plan.rounds },
        'page exhausted: everybody was called and nobody came. Call somebody; POST /pages/{ticketId}/acknowledgement takes it',
      );
    }
  }

  /** The same act on the same page has the same id, whoever does it; `by` tells those apart that do it at once. */
  async #say(ticketId: string, command: PageCommand, now: number, by = ''): Promise<void> {
    const what = JSON.stringify({ ...command, ...(by !== '' && { by }) });
    const context = this.#context(`${ticketId}/${what}`, now);
    await decideAndAppend(this.#environment.store, pageStream(ticketId), pages, command, context);
  }

  #context(act: string, now: number): Context {
    return systemContext(this.#environment, PROCESS, act, now);
  }
}
