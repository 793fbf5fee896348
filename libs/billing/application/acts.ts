// What acts that take two people are decided with: the ticket and its ledger, each as the other has it.

import { type ProposalView, proposalView, SECOND_PERSON } from '#approvals';
import { type Appended, type Context, DomainError, decide, type Loaded, ms, type Recorded, stampOf } from '#kernel';
import type { Policy } from '#policy';
import { ACT_APPROVERS, mustHaveRight, type Ticket, type TicketAct, type TicketCommand, ticket } from '#ticketing';
import { behindOthers, type CommandEnvironment, executeTicketCommand, ticketStream } from '#ticketing/commands';
import type { ActOutcome } from '#ticketing/module';
import { factOf } from '../domain/facts';
import { givenBackCents } from '../domain/given-back';
import { ledger } from '../domain/ledger';
import { KIND_OF } from '../domain/ledger-events';
import type { Ledger } from '../domain/ledger-state';
import { DECISION_APPROVERS } from '../domain/proposals';
import { type BillingSaga, billingStream } from './billing-saga';

/** How often an act is tried on a ticket that others keep changing. */
const ATTEMPTS_MAX = 12;

/** What acts are decided with, on whichever stream. */
export class Acts {
  constructor(
    private readonly environment: CommandEnvironment,
    private readonly billing: BillingSaga,
  ) {}

  async proposals(ticketId: string): Promise<readonly ProposalView[]> {
    const { store } = this.environment;
    const { state: onTicket, revision } = await store.load(ticketStream(ticketId), ticket, 'latest');
    if (revision < 0) throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    const { state: money } = await store.load(billingStream(ticketId), ledger, 'latest');
    return [
      ...onTicket.proposals.map((one) => proposalView(ticketId, one, ACT_APPROVERS[one.act.type])),
      ...money.proposals.map((one) => proposalView(ticketId, one, DECISION_APPROVERS)),
    ].toSorted((a, b) => (a.proposedAt < b.proposedAt ? -1 : 1));
  }

  /** What was appended, with the proposal of this name where there is one. */
  async withProposal(ticketId: string, proposalId: string, appended: Appended): Promise<ActOutcome> {
    const proposal = (await this.proposals(ticketId)).find((one) => one.proposalId === proposalId);
    return proposal ? { ...appended, proposal } : appended;
  }

  /**
   * Decides a command on the ticket at the revision at which the ledger was read: who has seen no other revision of
   * their own is decided again where the ticket has moved. `commandFor` completes it with what the act would move.
   */
  async onTicket(
    ticketId: string,
    act: (state: Ticket) => TicketAct | undefined,
    commandFor: (moves: Moves) => TicketCommand,
    context: Context,
  ): Promise<Appended> {
    for (let attempt = 1; ; attempt++)
      try {
        return await this.#whileMoneyStands(ticketId, context, async ({ state, revision }) => {
          const moves = await this.#moves(ticketId, { state, revision }, act(state), context);
          const command = commandFor(moves);
          return executeTicketCommand(
            this.environment,
            ticketId,
            command,
            revision < 0 ? context : { ...context, ifRevision: context.ifRevision ?? revision },
            (now, plain) => mustHaveRight(command, plain, now, moves),
          );
        });
      } catch (refusal) {
        const hasMoved = refusal instanceof DomainError && refusal.code === 'ticket.changed';
        if (!hasMoved || context.ifRevision !== undefined || attempt >= ATTEMPTS_MAX) throw refusal;
      }
  }

  /**
   * Once the work is assessed people decide on the ledger too: it is reserved while an act reads it and is appended to
   * the ticket. Nothing else has to be known of the act: whoever meets the reservation makes the ticket's revision, which
   * was read before and at which the act is decided, out of date (docs/adr/0019).
   */
  async #whileMoneyStands<T>(
    ticketId: string,
    context: Context,
    decideAt: (seen: LoadedTicket) => Promise<T>,
  ): Promise<T> {
    const now = ms(context.at);
    const seen = await this.#heardByLedger(ticketId, now);
    const { state: money, revision } = await this.environment.store.load(billingStream(ticketId), ledger, 'latest');
    if (money.assessments.size === 0 || seen.commands.has(context.commandId)) return decideAt(seen);
    const reservationId = this.environment.idOf(`act/${context.commandId}/${revision}`);
    await behindOthers(this.environment, ticketId, now, [], () =>
      this.billing.reserve(ticketId, { reservationId, source: ticketId }, now),
    );
    try {
      return await decideAt(seen);
    } finally {
      // Who was waiting decides on what the act has changed.
      await this.billing.handle(ticketId, now);
      await this.billing.release(ticketId, reservationId, now);
    }
  }

  /**
   * The ticket at a revision that the ledger has heard all of. It is told again after the ticket was read: what others
   * append in between is heard then, and the command, which holds at this revision only, is decided again.
   */
  async #heardByLedger(ticketId: string, now: number): Promise<LoadedTicket> {
    await this.billing.handle(ticketId, now);
    const seen = await this.environment.store.load(ticketStream(ticketId), ticket, 'latest');
    await this.billing.handle(ticketId, now);
    return seen;
  }

  /** What the ledger would post, were the act in force; nothing where the act is refused, which its own decider says. */
  async #moves(
    ticketId: string,
    { state, revision }: { state: Ticket; revision: number },
    act: TicketAct | undefined,
    context: Context,
  ): Promise<Moves> {
    const { state: money } = await this.environment.store.load(billingStream(ticketId), ledger, 'latest');
    const isPosted = money.postings.length > 0;
    const { lifecycle, policyBinding } = state;
    if (act === undefined || lifecycle.status === 'none') return { isPosted, cents: 0, isAboveLimit: false };
    const policy = await this.environment.policies.pinned(policyBinding.policyId, policyBinding.policyVersion);
    try {
      const proposed = { ...act, approver: SECOND_PERSON } as TicketAct;
      const facts = decide(ticket, proposed, state, { ...context, policy }).flatMap((event, index) => {
        const recorded: Recorded = { event, stamp: stampOf(context, revision + 1 + index, index) };
        const fact = factOf(recorded);
        const { revision: ticketRevision, eventId: ticketEventId, occurredAt, recordedAt } = recorded.stamp;
        return fact ? [{ ticketRevision, ticketEventId, occurredAt, recordedAt, fact }] : [];
      });
      const rebound =
        act.type === 'RebindPolicy' ? [await this.environment.policies.pinned(act.policyId, act.policyVersion)] : [];
      const noting = { ...context, ticketId, policy, rebound };
      const cents = decide(ledger, { type: 'NoteFacts', facts }, money, noting).reduce(
        (sum, event) => (event.type in KIND_OF && 'cents' in event ? sum + (event.cents ?? 0) : sum),
        0,
      );
      return { isPosted, cents, isAboveLimit: isAboveLimit(cents, money, policy) };
    } catch (refusal) {
      if (refusal instanceof DomainError) return { isPosted, cents: 0, isAboveLimit: false };
      throw refusal;
    }
  }
}
/** With what was given back before: in steps it is as much as at once. */
const isAboveLimit = (cents: number, money: Ledger, { document }: Policy): boolean =>
  cents < 0 && givenBackCents(money) - cents > document.billing.waiverApprovalOverCents;

type LoadedTicket = Loaded<Ticket>;
type Moves = { readonly isPosted: boolean; readonly cents: number; readonly isAboveLimit: boolean };
