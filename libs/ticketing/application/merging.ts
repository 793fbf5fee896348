// Merging is two facts on two streams: the source ends, then the survivor takes over what was said and done on it.
// Between the two a crash leaves a source that says where it went: the billing process goes on from there.

import { DomainError, iso } from '#kernel';
import type { Status } from '../domain/lifecycle';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { decideOnTicket } from './decide-on-ticket';

const read = (environment: CommandEnvironment, ticketId: string) =>
  environment.store.load(ticketStream(ticketId), ticket, 'latest');

/**
 * Older builds could merge tickets into each other when they were sent both merges at once. Nothing goes on with them:
 * they are parked by name and hold up nobody else.
 */
const ringOf = (passed: readonly string[], ticketId: string) =>
  new DomainError<RingProblem>(
    'merge.ring',
    `${[...passed, ticketId].join(' was merged into ')}: they end in each other, and none of them goes on. ` +
      'Nothing is charged for them. Open a new ticket for what is left to do.',
  );
export type RingProblem = 'merge.ring';

/** Who goes on with what a ticket was about: itself, or the one that it ended in. Throws `ticket.unknown`, `merge.ring`. */
export const survivorOf = async (
  environment: CommandEnvironment,
  ticketId: string,
): Promise<{ readonly ticketId: string; readonly status: Status }> => {
  const passed: string[] = [];
  for (let at = ticketId; ; ) {
    const { lifecycle } = (await read(environment, at)).state;
    if (lifecycle.status === 'none') throw new DomainError('ticket.unknown', `There is no ticket ${at}.`);
    if (lifecycle.status !== 'merged') return { ticketId: at, status: lifecycle.status };
    if (passed.includes(at)) throw ringOf(passed.slice(passed.indexOf(at)), at);
    passed.push(at);
    at = lifecycle.into;
  }
};

/**
 * Hands what the merged `ticketId` brings to whoever survives: forwarded along where the survivor was itself merged,
 * nothing where it is there already. Answers the survivor, `undefined` unless the ticket was merged. Throws `merge.ring`.
 */
export const absorbMerge = async (
  environment: CommandEnvironment,
  ticketId: string,
  terms: readonly { at: string; accepted: boolean }[],
  now: number,
): Promise<string | undefined> => {
  const { state: source, revision: sourceRevision } = await read(environment, ticketId);
  const passed = [ticketId];
  for (let at = source; at.lifecycle.status === 'merged'; ) {
    const survivorId = at.lifecycle.into;
    const { state: survivor } = await read(environment, survivorId);
    if (survivor.merging.absorbed.includes(ticketId)) return survivorId;
    if (survivor.lifecycle.status === 'merged') {
      if (passed.includes(survivorId)) throw ringOf(passed.slice(passed.indexOf(survivorId)), survivorId);
      passed.push(survivorId);
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
      await decideOnTicket(
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
