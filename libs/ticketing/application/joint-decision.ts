// A decision on one ticket that depends on other streams: a merge, an erasure. It reserves what it depends on, reads,
// decides on its own ticket, and releases. Whoever meets a reservation finishes that decision first, in the name of who
// took it: so none waits for a process that has died, and two at once end as one after the other (docs/adr/0018).

import { type Appended, type Context, DomainError, iso, ms, revisionChanged } from '#kernel';
import {
  givenUp,
  InTheWay,
  type JointDecision,
  type LedgerReservation,
  type OpenReservation,
} from '../domain/reservation';
import { ticket } from '../domain/ticket';
import { type CommandEnvironment, systemContext, ticketStream } from './command-environment';
import { closeElapsed, decideInRoutes, decideOnTicket, policyFor } from './decide-on-ticket';
import { commandOf, dependenciesOf } from './joint-decisions';
import type { Deciding, Ledgers } from './ledgers';
import { conclude, giveUp, RESERVATIONS, releaseTicket } from './release';

/** How often a decision begins again, and how many others it finishes before it gives up with what is in its way. */
const ATTEMPTS_MAX = 8;

const canFinish = (environment: CommandEnvironment): environment is Deciding => environment.ledgers !== undefined;

/**
 * Decides on `source` what depends on other streams. Throws what `source` refuses, `ticket.unknown`, and `lost-race`
 * where others came first each time.
 */
export const decideJointly = async (
  environment: CommandEnvironment,
  source: string,
  decision: JointDecision,
  context: Context,
): Promise<Appended> => {
  if (!canFinish(environment)) throw new TypeError(`Nothing was said of ledgers, on which a ${decision.kind} depends.`);
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { done, revision } = await tryOut(environment, source, decision, context);
    if (done) return done;
    const { commandId, actor, requestHash, ifRevision } = context;
    const reservationId = environment.idOf(`${decision.kind}/${commandId}/${revision}`);
    const name = { ...(requestHash !== undefined && { requestHash }), ...(ifRevision !== undefined && { ifRevision }) };
    const record = { decision, commandId, actor, ...name };
    await reserveLedger(environment, source, { reservationId, source, record }, ms(context.at), []);
    const outcome = await complete(environment, source, reservationId, ms(context.at), []);
    if (outcome !== 'given-up') return outcome;
  }
  throw givenUp();
};

/** Decides without reserving anything: most that is refused is refused here, and leaves no event. */
const tryOut = (
  environment: Deciding,
  source: string,
  decision: JointDecision,
  context: Context,
): Promise<{ readonly done?: Appended; readonly revision: number }> => {
  const now = ms(context.at);
  return behindOthers(environment, source, now, [], async () => {
    const { state, revision, commands } = await readNow(environment, source, now);
    const command = await commandOf(environment, source, decision, now);
    if (commands.has(context.commandId))
      return { done: await decideOnTicket(environment, source, command, context), revision };
    if (context.ifRevision !== undefined && context.ifRevision !== revision)
      throw await revisionChanged(environment.store, ticketStream(source), revision, context.ifRevision);
    const policy = await policyFor(environment, state, now);
    const events = decideInRoutes(command, state, { ...context, policy });
    return { ...(events.length === 0 && { done: { revision } }), revision };
  });
};

const readNow = async (environment: CommandEnvironment, ticketId: string, now: number) => {
  const read = () => environment.store.load(ticketStream(ticketId), ticket, 'latest');
  const loaded = await read();
  const { lifecycle } = loaded.state;
  if (lifecycle.status !== 'resolved' || now < lifecycle.autoCloseAt) return loaded;
  await closeElapsed(environment, ticketId, lifecycle.autoCloseAt, now);
  return read();
};

/**
 * Goes on with a decision from wherever it stands; the same steps whether its own process does so or another one.
 * `path`: the tickets whose decisions wait for this one. `given-up` where others have given it up.
 */
const complete = async (
  environment: Deciding,
  source: string,
  reservationId: string,
  now: number,
  path: readonly string[],
): Promise<Appended | 'given-up'> => {
  const reservation = await environment.ledgers.reservation(source);
  if (reservation?.reservationId !== reservationId || !reservation.record) return 'given-up';
  let appended: Appended;
  try {
    await reserveDependencies(environment, source, reservation, now, [...path, source]);
    appended = await commit(environment, source, reservation, now, [...path, source]);
  } catch (refusal) {
    // A store that does not answer leaves it to whoever meets the reservation.
    if (!(refusal instanceof DomainError)) throw refusal;
    await giveUp(environment, source, reservation, now);
    if (refusal.code === 'lost-race') return 'given-up';
    throw refusal;
  }
  await conclude(environment, source, reservation, now);
  return appended;
};

const reserveDependencies = async (
  environment: Deciding,
  source: string,
  { reservationId, record }: LedgerReservation,
  now: number,
  path: readonly string[],
): Promise<void> => {
  if (!record) return;
  const { tickets, ledgers } = await dependenciesOf(environment, source, record.decision);
  for (const ticketId of tickets)
    await behindOthers(environment, ticketId, now, path, () =>
      decideOnTicket(
        environment,
        ticketId,
        { type: 'ReserveTicket', reservationId, source },
        {
          ...systemContext(environment, RESERVATIONS, `reserve/${reservationId}/${ticketId}`, now),
          actor: record.actor,
        },
      ),
    );
  for (const ticketId of ledgers) await reserveLedger(environment, ticketId, { reservationId, source }, now, path);
};

const reserveLedger = (
  environment: Deciding,
  ticketId: string,
  reservation: Parameters<Ledgers['reserve']>[1],
  now: number,
  path: readonly string[],
): Promise<void> =>
  behindOthers(environment, ticketId, now, path, () => environment.ledgers.reserve(ticketId, reservation, now));

/** The one append that makes the decision: on what is reserved, and on its own ticket as it stood when that was read. */
const commit = async (
  environment: Deciding,
  source: string,
  { reservationId, record }: LedgerReservation,
  now: number,
  path: readonly string[],
): Promise<Appended> => {
  if (!record) throw givenUp();
  const { decision, ifRevision, ...name } = record;
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    const { revision } = await environment.store.load(ticketStream(source), ticket, 'latest');
    const command = await commandOf(environment, source, decision, now, reservationId);
    const context: Context = { ...name, at: iso(now), ifRevision: ifRevision ?? revision };
    try {
      return await behindOthers(environment, source, now, path, () =>
        decideOnTicket(environment, source, command, context),
      );
    } catch (refusal) {
      const hasMoved = refusal instanceof DomainError && refusal.code === 'ticket.changed';
      if (!hasMoved || ifRevision !== undefined) throw refusal;
    }
  }
  throw givenUp();
};

/** Does something on a ticket or its ledger once whatever either is reserved for has come to an end. */
export const behindOthers = async <T>(
  environment: CommandEnvironment,
  ticketId: string,
  now: number,
  path: readonly string[],
  act: () => Promise<T>,
): Promise<T> => {
  for (let attempt = 0; ; attempt++)
    try {
      return await act();
    } catch (met) {
      if (!(met instanceof InTheWay) || !canFinish(environment) || attempt >= ATTEMPTS_MAX) throw met;
      await finish(environment, ticketId, met.reservation, now, path);
    }
};

/** Whatever a ticket and its ledger are reserved for comes to an end. */
export const finishReservations = async (
  environment: CommandEnvironment,
  ticketId: string,
  now: number,
): Promise<void> => {
  if (!canFinish(environment)) return;
  const { state } = await environment.store.load(ticketStream(ticketId), ticket, 'latest');
  if (state.reservations.open) await finish(environment, ticketId, state.reservations.open, now, []);
  const reservation = await environment.ledgers.reservation(ticketId);
  if (reservation) await finish(environment, ticketId, reservation, now, []);
};

const finish = async (
  environment: Deciding,
  ticketId: string,
  { reservationId, source }: OpenReservation,
  now: number,
  path: readonly string[],
): Promise<void> => {
  if (path.includes(source)) return breakRing(environment, path.at(-1) ?? source, source, now);
  try {
    await complete(environment, source, reservationId, now, path);
  } catch (refusal) {
    // It is refused to whoever took it, when they try again; here it is out of the way.
    if (!(refusal instanceof DomainError)) throw refusal;
  }
  await clear(environment, ticketId, { reservationId, source }, now);
};

/** Two decisions wait for each other: everybody who sees it gives up the same one of them. */
const breakRing = async (environment: Deciding, one: string, other: string, now: number): Promise<void> => {
  const victim = one > other ? one : other;
  const reservation = await environment.ledgers.reservation(victim);
  if (reservation?.record) await giveUp(environment, victim, reservation, now);
  if (victim === one) throw givenUp();
};

/** A reservation whose record is gone was left behind by a process that died, or came late. */
const clear = async (
  environment: Deciding,
  ticketId: string,
  { reservationId, source }: OpenReservation,
  now: number,
): Promise<void> => {
  const own = await environment.ledgers.reservation(source);
  if (own?.reservationId === reservationId) {
    // An act on its own ticket leaves no record. It holds at one revision only, and this is another one.
    if (own.record) return;
    await releaseTicket(environment, source, reservationId, now);
    await environment.ledgers.handle(source, now);
    await environment.ledgers.release(source, reservationId, now);
    return;
  }
  // A merge that was decided and has not arrived: its ledger hands it on.
  await environment.ledgers.handle(source, now);
  const { state } = await environment.store.load(ticketStream(ticketId), ticket, 'latest');
  if (state.reservations.open?.reservationId === reservationId)
    await releaseTicket(environment, ticketId, reservationId, now);
  await environment.ledgers.release(ticketId, reservationId, now);
};
