// Merging is two facts on two streams: the source ends, then the survivor takes over what was said and done on it.
// Between the two a crash leaves a source that says where it went: the billing process asks again.

import { type Appended, type Context, DomainError, iso } from '#kernel';
import { isOpen, type Status } from '../domain/lifecycle';
import type { Survivor } from '../domain/merging';
import { type Ticket, ticket } from '../domain/ticket';
import { type CommandEnvironment, executeTicketCommand, systemContext, ticketStream } from './ticket-commands';

const read = (environment: CommandEnvironment, ticketId: string) =>
  environment.store.load(ticketStream(ticketId), ticket, 'latest');

const asSurvivor = (ticketId: string, { lifecycle, faultReview }: Ticket): Survivor => {
  if (lifecycle.status === 'none')
    throw new DomainError('ticket.unknown', `There is no ticket ${ticketId} to merge into.`);
  const { status, client, cycle } = lifecycle;
  return { client, open: isOpen(status), cycle, judges: faultReview.judges.map(({ person }) => person) };
};

/**
 * Ends `ticketId` in favour of `into`. `moneyDecided`: a charge on the source was approved or waived, as its ledger
 * says at its tail. Throws what the source refuses, `ticket.unknown` for either.
 */
export const mergeTickets = async (
  environment: CommandEnvironment,
  ticketId: string,
  merge: { into: string; reason: string; moneyDecided: boolean },
  context: Context,
): Promise<Appended> => {
  const [source, target] = await Promise.all([read(environment, ticketId), read(environment, merge.into)]);
  const engineers = [...source.state.work.entries.values()].map(({ engineer }) => engineer);
  const survivor = asSurvivor(merge.into, target.state);
  return executeTicketCommand(
    environment,
    ticketId,
    { type: 'MergeTicket', ticketId, ...merge, survivor, engineers },
    context,
  );
};

/** Who goes on with what a ticket was about: itself, or the one that it ended in. Throws `ticket.unknown`. */
export const survivorOf = async (
  environment: CommandEnvironment,
  ticketId: string,
): Promise<{ readonly ticketId: string; readonly status: Status }> => {
  const { lifecycle } = (await read(environment, ticketId)).state;
  if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
  return lifecycle.status === 'merged'
    ? survivorOf(environment, lifecycle.into)
    : { ticketId, status: lifecycle.status };
};

/**
 * Hands what the merged `ticketId` brings to whoever survives: forwarded along where the survivor was itself merged,
 * nothing where it is there already. Answers the survivor, `undefined` unless the ticket was merged.
 */
export const absorbMerge = async (
  environment: CommandEnvironment,
  ticketId: string,
  terms: readonly { at: string; accepted: boolean }[],
  now: number,
): Promise<string | undefined> => {
  const { state: source, revision: sourceRevision } = await read(environment, ticketId);
  for (let at = source; at.lifecycle.status === 'merged'; ) {
    const survivorId = at.lifecycle.into;
    const { state: survivor } = await read(environment, survivorId);
    if (survivor.merging.absorbed.includes(ticketId)) return survivorId;
    if (survivor.lifecycle.status === 'merged') {
      at = survivor;
      continue;
    }
    const command = {
      type: 'AbsorbMerge',
      from: ticketId,
      sourceRevision,
      contacts: source.conversation.contacts.map(({ at: when, channel }) => ({ at: iso(when), channel })),
      replies: source.conversation.replies.map(iso),
      work: [...source.work.work.values()],
      terms,
    } as const;
    try {
      await executeTicketCommand(
        environment,
        survivorId,
        command,
        systemContext(environment, 'merge', `${ticketId}/into/${survivorId}`, now),
      );
      return survivorId;
    } catch (refusal) {
      // It was merged itself between our reading and our writing: go on to where it went.
      if (!(refusal instanceof DomainError && refusal.code === 'ticket.not-in-state')) throw refusal;
      at = (await read(environment, survivorId)).state;
    }
  }
  return undefined;
};
