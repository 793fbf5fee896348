// Everything about one ticket on one page. Read from its streams to their tails and folded on the spot, not from a view:
// it is the page that people command from, a ticket has tens of events and not thousands, and what is legal now must
// never be what was legal a moment ago.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { ProposalView } from '#approvals';
import { decisionsOf, type Ledger, ledger, PROPOSAL_COMMANDS } from '#billing';
import { billingStream, type LedgerPage, LedgerQuery, ProposalsQuery } from '#billing/module';
import { CLOCK, type Clock, DomainError, iso, ms, replay } from '#kernel';
import { localTime, type Policy, type Zone } from '#policy';
import { clocks, ticketTimeline } from '#sla';
import { type ClockPage, clockPage } from '#sla/module';
import {
  commandsOf,
  type LegalCommand,
  type NotNow,
  offerOf,
  type Ticket,
  ticket,
  type WorkEntry,
  type WorkOverlap,
} from '#ticketing';
import { type AsOf, asItStood, type CommandEnvironment, type Standing, ticketStream } from '#ticketing/commands';
import { COMMAND_ENVIRONMENT, WorkOverlapsQuery } from '#ticketing/module';
import { broughtAlong, type TimelineLine, timeline } from '../domain/timeline';

/** Instants are ISO 8601, UTC. `revision` is the ticket's: what a command sent with `If-Match` must have seen. */
export type TicketPage = {
  readonly ticketId: string;
  readonly revision: number;
  readonly at: string;
  readonly status: string;
  readonly client: string;
  readonly summary: string;
  readonly priority: string;
  readonly validated: boolean;
  readonly tier: number;
  readonly assignee?: string;
  readonly cycle: number;
  readonly openedAt: string;
  readonly openedLocal: string;
  readonly policy: {
    readonly policyId: string;
    readonly version: number;
    readonly zone: string;
  };
  /** The newest 500 lines, or those before them; `earlier` is how many there are before, where there are any. */
  readonly timeline: readonly TimelineLine[];
  readonly earlier?: number;
  readonly clocks: readonly ClockPage[];
  readonly contacts: readonly { readonly at: string; readonly atLocal: string; readonly channel: string }[];
  readonly work: readonly WorkShown[];
  /**
   * What its engineers wrote down on other tickets for the same time: from a view, and absent while that does not
   * answer. Staff alone sees it.
   */
  readonly overlaps?: readonly WorkOverlap[];
  /** Absent until the billing process has heard of the ticket. */
  readonly money?: Pick<LedgerPage, 'revision' | 'postedCents' | 'events'>;
  /** What waits for a second person. Staff alone sees it. */
  readonly proposals?: readonly ProposalView[];
  /** What whoever looks may say now; and what their role says of other tickets, or of this one at another time. */
  readonly commands: readonly LegalCommand[];
  readonly notNow: readonly NotNow[];
};

/** An entry; `engineer` for staff alone. */
type WorkShown = Omit<WorkEntry, 'engineer'> & {
  readonly engineer?: string;
  readonly fromLocal: string;
  readonly toLocal: string;
};

/** Who looks at it: what is internal is left out for clients, and commands of other roles for everybody. */
export type Viewer = { readonly id: string; readonly role: string; readonly isClient: boolean };

export class TicketPageQuery extends Query<TicketPage> {
  constructor(
    readonly ticketId: string,
    readonly viewer: Viewer,
    /** In the past there is nothing to command, and what only views know is left out. */
    readonly asOf: AsOf = {},
    /** How many of the newest lines of the timeline are passed over. */
    readonly skip = 0,
  ) {
    super();
  }
}

@QueryHandler(TicketPageQuery)
export class TicketPageHandler implements IQueryHandler<TicketPageQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly queries: QueryBus,
  ) {}

  execute(query: TicketPageQuery): Promise<TicketPage> {
    return asItStood(this.environment, query.asOf, this.clock.now(), (standing) => this.#page(query, standing));
  }

  async #page(
    { ticketId, viewer, asOf, skip }: TicketPageQuery,
    { environment, now: at, isPast }: Standing,
  ): Promise<TicketPage> {
    const history = await environment.store.read(ticketStream(ticketId));
    const state = replay(ticket, history);
    const { lifecycle } = state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { client, openedAt, cycle, status, assignee } = lifecycle;
    const { policyId, policyVersion } = state.policyBinding;
    const policy = await environment.policies.pinned(policyId, policyVersion);
    const money = await this.#money(ticketId, viewer, environment, asOf);
    const ledgerHistory = await environment.store.read(billingStream(ticketId));
    const reader = { forClient: viewer.isClient, zone: policy.zone };
    const { lines, earlier } = timeline(
      history,
      ledgerHistory,
      reader,
      await broughtTo(state, environment, reader),
      skip,
    );
    const overlaps = viewer.isClient || isPast ? undefined : await this.#overlaps(ticketId);
    const proposals = isPast ? undefined : await this.#proposals(ticketId);
    const owed = replay(ledger, ledgerHistory);
    const offers = isPast ? NO_OFFERS : offersOf(ticketId, { state, owed, policy, at }, viewer);
    return {
      ticketId,
      revision: history.length - 1,
      at: iso(at),
      status,
      client,
      summary: String(history[0] && 'summary' in history[0].event && history[0].event.summary),
      priority: state.priority.current,
      validated: state.priority.validated,
      ...state.tier,
      ...(assignee !== undefined && !viewer.isClient && { assignee }),
      cycle,
      openedAt: iso(openedAt),
      openedLocal: localTime(policy.zone, openedAt),
      policy: { policyId, version: policyVersion, zone: policy.document.timezone },
      timeline: lines,
      ...(earlier > 0 && { earlier }),
      clocks: clocks(replay(ticketTimeline, history), policy, at).map((clock) => clockPage(clock, policy.zone)),
      contacts: state.conversation.contacts.map((contact) => ({
        at: iso(contact.at),
        atLocal: localTime(policy.zone, contact.at),
        channel: contact.channel,
      })),
      work: workShown(state, policy.zone, viewer),
      ...(overlaps && { overlaps }),
      ...(money && { money }),
      ...(proposals && !viewer.isClient && { proposals }),
      commands: [...offers.commands, ...(proposals ?? []).flatMap((one) => proposalCommands(one, viewer))],
      notNow: offers.notNow,
    };
  }

  async #overlaps(ticketId: string): Promise<TicketPage['overlaps']> {
    return (await this.queries.execute(new WorkOverlapsQuery([ticketId])))?.get(ticketId);
  }

  async #proposals(ticketId: string): Promise<readonly ProposalView[]> {
    return (await this.queries.execute(new ProposalsQuery(ticketId))).filter((one) => one.state === 'open');
  }

  async #money(
    ticketId: string,
    { isClient }: Viewer,
    environment: CommandEnvironment,
    asOf: AsOf,
  ): Promise<TicketPage['money']> {
    const { state } = await environment.store.load(billingStream(ticketId), ledger, 'latest');
    // A merge may have reserved it before the billing process has noted the opening.
    if (state.incident.cycles.length === 0) return undefined;
    const {
      revision: shown,
      postedCents,
      events,
    } = await this.queries.execute(new LedgerQuery(ticketId, isClient, asOf));
    return { revision: shown, postedCents, events };
  }
}

/** What was said on the tickets that ended in this one, and on those that had ended in them. */
const broughtTo = async (
  { merging: { absorbed } }: Ticket,
  environment: CommandEnvironment,
  reader: Parameters<typeof broughtAlong>[2],
): Promise<ReturnType<typeof broughtAlong>> => {
  const lines = await Promise.all(
    absorbed.map(async (source) => {
      const history = await environment.store.read(ticketStream(source));
      const deeper = await broughtTo(replay(ticket, history), environment, reader);
      return [...broughtAlong(source, history, reader), ...deeper];
    }),
  );
  return lines.flat();
};

type Offers = Pick<TicketPage, 'commands' | 'notNow'>;
const NO_OFFERS: Offers = { commands: [], notNow: [] };
type Commanded = { readonly state: Ticket; readonly owed: Ledger; readonly policy: Policy; readonly at: number };
const offersOf = (ticketId: string, { state, owed, policy, at }: Commanded, { role }: Viewer): Offers => {
  const onTicket = commandsOf(ticketId, state, [role], { at, policy });
  const onMoney = decisionsOf(ticketId, owed, { policy, at: iso(at) }, [role]);
  return {
    commands: [...onTicket.commands, ...onMoney.commands],
    notNow: [...onTicket.notNow, ...onMoney.notNow],
  };
};

/** Who proposed it takes it back; somebody else who may approves or declines. */
const proposalCommands = (
  { ticketId, proposalId, by, approvers }: ProposalView,
  { id, role }: Viewer,
): readonly LegalCommand[] => {
  const param = { name: 'proposalId', values: [proposalId], value: proposalId };
  const route = (command: keyof typeof PROPOSAL_COMMANDS): LegalCommand =>
    offerOf(ticketId, command, PROPOSAL_COMMANDS[command], [param]);
  if (id === by) return [route('DeclineProposal')];
  return approvers.includes(role) ? [route('ApproveProposal'), route('DeclineProposal')] : [];
};

const workShown = ({ work }: Ticket, zone: Zone, { isClient }: Viewer): TicketPage['work'] =>
  [...work.work.values()].map((entry) => {
    const { engineer, ...rest } = entry;
    const local = { fromLocal: localTime(zone, ms(entry.from)), toLocal: localTime(zone, ms(entry.to)) };
    return { ...rest, ...(!isClient && { engineer }), ...local };
  });
