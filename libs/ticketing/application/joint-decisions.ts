// Which decisions depend on other streams, on which, and what they read there.

import { DomainError } from '#kernel';
import type { NotYet } from '../domain/erasure';
import { isOpen } from '../domain/lifecycle';
import type { Survivor } from '../domain/merging';
import type { Ticket } from '../domain/part';
import type { JointDecision } from '../domain/reservation';
import { type TicketCommand, ticket } from '../domain/ticket';
import { type CommandEnvironment, ticketStream } from './command-environment';
import type { Deciding } from './ledgers';
import { survivorOf } from './merging';

type JointDecisionOf<K> = Extract<JointDecision, { kind: K }>;

/** What is reserved besides the ledger of the ticket that decides, in this order. */
export const dependenciesOf = async (
  environment: Deciding,
  source: string,
  decision: JointDecision,
): Promise<{ readonly tickets: readonly string[]; readonly ledgers: readonly string[] }> => {
  if (decision.kind === 'merge') return { tickets: [decision.into], ledgers: [] };
  const { ticketId: survivor } = await survivorOf(environment, source);
  return survivor === source ? { tickets: [], ledgers: [] } : { tickets: [survivor], ledgers: [survivor] };
};

/** The command that decides, with what it depends on as that stands now. */
export const commandOf = (
  environment: Deciding,
  source: string,
  decision: JointDecision,
  now: number,
  reservationId?: string,
): Promise<TicketCommand> => {
  const under = reservationId === undefined ? {} : { reservationId };
  return decision.kind === 'merge'
    ? mergeCommand(environment, source, decision, under)
    : eraseCommand(environment, source, decision, now, under);
};

type Under = { readonly reservationId?: string };
const read = async (environment: CommandEnvironment, ticketId: string): Promise<Ticket> =>
  (await environment.store.load(ticketStream(ticketId), ticket, 'latest')).state;

const asSurvivor = (ticketId: string, { lifecycle, faultReview }: Ticket): Survivor => {
  if (lifecycle.status === 'none')
    throw new DomainError('ticket.unknown', `There is no ticket ${ticketId} to merge into.`);
  const { status, client, cycle } = lifecycle;
  return { client, open: isOpen(status), cycle, judges: faultReview.judges.map(({ person }) => person) };
};

const mergeCommand = async (
  environment: Deciding,
  source: string,
  { into, reason }: JointDecisionOf<'merge'>,
  under: Under,
): Promise<TicketCommand> => {
  const survivor = asSurvivor(into, await read(environment, into));
  const moneyDecided = await environment.ledgers.hasDecided(source);
  return { type: 'MergeTicket', ticketId: source, into, reason, survivor, moneyDecided, ...under };
};

const eraseCommand = async (
  environment: Deciding,
  source: string,
  { ground }: JointDecisionOf<'erasure'>,
  now: number,
  under: Under,
): Promise<TicketCommand> => {
  const notYet = await notErasedYet(environment, source, now);
  const ledgerTexts = await environment.ledgers.texts(source);
  return { type: 'EraseTicket', ground, ledgerTexts, ...(notYet !== undefined && { notYet }), ...under };
};

const notErasedYet = async (environment: Deciding, source: string, now: number): Promise<NotYet | undefined> => {
  const { ticketId: survivor, status } = await survivorOf(environment, source);
  if (survivor !== source && (isOpen(status) || status === 'resolved'))
    return {
      why: `It was merged into ${survivor}, which is not closed. Erase that one, once it is: this one goes with it.`,
    };
  await environment.ledgers.handle(survivor, now);
  return environment.ledgers.unsettled(survivor);
};
