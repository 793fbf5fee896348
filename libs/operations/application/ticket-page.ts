// Everything about one ticket on one page. Read from its streams to their tails and folded on the spot, not from a view:
// it is the page that people command from, a ticket has tens of events and not thousands, and what is legal now must
// never be what was legal a moment ago.

import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import type { ProposalView } from '#approvals';
import { decisionsOf, ledger, PROPOSAL_COMMANDS } from '#billing';
import { billingStream, type LedgerPage, LedgerQuery, ProposalsQuery } from '#billing/module';
import { CLOCK, type Clock, DomainError, iso, ms, replay } from '#kernel';
import { localTime, type Zone } from '#policy';
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
import { type CommandEnvironment, ticketStream } from '#ticketing/commands';
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
  readonly timeline: readonly TimelineLine[];
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

  async execute({ ticketId, viewer }: TicketPageQuery): Promise<TicketPage> {
    const history = await this.environment.store.read(ticketStream(ticketId));
    const state = replay(ticket, history);
    const { lifecycle } = state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { client, openedAt, cycle, status, assignee } = lifecycle;
    const { policyId, policyVersion } = state.policyBinding;
    const policy = await this.environment.policies.pinned(policyId, policyVersion);
    const at = this.clock.now();
    const money = await this.#money(ticketId, viewer);
    const ledgerHistory = await this.environment.store.read(billingStream(ticketId));
    const onTicket = commandsOf(ticketId, state, [viewer.role], { at, policy });
    const owed = replay(ledger, ledgerHistory);
    const onMoney = decisionsOf(ticketId, owed, { policy, at: iso(at) }, [viewer.role]);
    const told = { forClient: viewer.isClient, zone: policy.zone };
    const lines = timeline(history, ledgerHistory, told, await this.#broughtAlong(state, told));
    const overlaps = viewer.isClient ? undefined : await this.#overlaps(ticketId);
    const proposals = (await this.queries.execute(new ProposalsQuery(ticketId))).filter((one) => one.state === 'open');
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
      clocks: clocks(replay(ticketTimeline, history), policy, at).map((clock) => clockPage(clock, policy.zone)),
      contacts: state.conversation.contacts.map((contact) => ({
        at: iso(contact.at),
        atLocal: localTime(policy.zone, contact.at),
        channel: contact.channel,
      })),
      work: workShown(state, policy.zone, viewer),
      ...(overlaps && { overlaps }),
      ...(money && { money }),
      ...(!viewer.isClient && { proposals }),
      commands: [
        ...onTicket.commands,
        ...onMoney.commands,
        ...proposals.flatMap((one) => proposalCommands(one, viewer)),
      ],
      notNow: [...onTicket.notNow, ...onMoney.notNow],
    };
  }

  /** What was said on the tickets that ended in this one, and on those that had ended in them. */
  async #broughtAlong(
    { merging: { absorbed } }: Ticket,
    told: Parameters<typeof broughtAlong>[2],
  ): Promise<readonly TimelineLine[]> {
    const lines = await Promise.all(
      absorbed.map(async (source) => {
        const history = await this.environment.store.read(ticketStream(source));
        return [...broughtAlong(source, history, told), ...(await this.#broughtAlong(replay(ticket, history), told))];
      }),
    );
    return lines.flat();
  }

  async #overlaps(ticketId: string): Promise<TicketPage['overlaps']> {
    return (await this.queries.execute(new WorkOverlapsQuery([ticketId])))?.get(ticketId);
  }

  async #money(ticketId: string, { isClient }: Viewer): Promise<TicketPage['money']> {
    const { state } = await this.environment.store.load(billingStream(ticketId), ledger, 'latest');
    // A merge may have reserved it before the billing process has noted the opening.
    if (state.incident.cycles.length === 0) return undefined;
    const { revision: shown, postedCents, events } = await this.queries.execute(new LedgerQuery(ticketId, isClient));
    return { revision: shown, postedCents, events };
  }
}

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
