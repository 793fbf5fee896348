// The whole story of a ticket for an auditor: event by event, with the leaf that a proof covers.

import { Inject, Optional } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type HistoryEntry, Store, type Stored } from '#event-store';
import { DomainError, type Message, ms, type Stamp } from '#kernel';
import { type CommandEnvironment, ticketStream } from './command-environment';
import { COMMAND_ENVIRONMENT } from './command-environment.provider';

/** Which time `asOf` means: when it was recorded (what did we know then?), or when it happened (what was true then?). */
export const AXES = ['recorded', 'occurred'] as const;
export type Axis = (typeof AXES)[number];

type Proof = { readonly leaf?: string; readonly position?: HistoryEntry['position']; readonly created?: string };
/** One event. What this build cannot read is shown as it lies there, and why. */
export type HistoryLine = { readonly revision: number } & (
  | { readonly event: Message; readonly stamp: Stamp }
  | { readonly unreadable: string; readonly stored: Stored }
) &
  Proof;

/**
 * Every event of a ticket in its order. With `asOf` those that were recorded, or had happened, by then; with `knownAt` those up
 * to the last one that was recorded by then: it cuts by place, and no clock.
 */
export class TicketHistoryQuery extends Query<readonly HistoryLine[]> {
  constructor(
    readonly ticketId: string,
    readonly asOf?: string,
    readonly axis: Axis = 'recorded',
    readonly knownAt?: string,
  ) {
    super();
  }
}

@QueryHandler(TicketHistoryQuery)
export class TicketHistoryHandler implements IQueryHandler<TicketHistoryQuery> {
  constructor(
    @Inject(COMMAND_ENVIRONMENT) private readonly environment: CommandEnvironment,
    /** Knows leaves and positions; a store that forgets has neither. */
    @Optional() @Inject(Store) private readonly store?: Store,
  ) {}

  async execute({ ticketId, asOf, axis, knownAt }: TicketHistoryQuery): Promise<readonly HistoryLine[]> {
    const all = await this.#lines(ticketStream(ticketId));
    const lines = knownAt === undefined ? all : upTo(all, ms(knownAt));
    if (all.length === 0) throw new DomainError('ticket.unknown', `There is no ticket ${ticketId}.`);
    if (asOf === undefined) return lines;
    // What cannot be read is never left out: nobody knows when it happened.
    return lines.filter((line) => !('stamp' in line) || ms(line.stamp[`${axis}At`]) <= ms(asOf));
  }

  async #lines(stream: string): Promise<readonly HistoryLine[]> {
    if (this.store) return (await this.store.history(stream)).map(lineOf);
    const recorded = await this.environment.store.read(stream);
    return recorded.map(({ event, stamp }) => ({ revision: stamp.revision, event, stamp }));
  }
}

/** What cannot be read is known where something after it was. */
const upTo = (lines: readonly HistoryLine[], knownAt: number): readonly HistoryLine[] =>
  lines.slice(0, lines.findLastIndex((line) => 'stamp' in line && ms(line.stamp.recordedAt) <= knownAt) + 1);

const lineOf = ({ stored, position, created, leaf, today }: HistoryEntry): HistoryLine => {
  const proof = { ...(leaf !== undefined && { leaf }), position, created };
  const { revision } = stored;
  if ('unreadable' in today) return { revision, unreadable: today.unreadable, stored, ...proof };
  return { revision, event: today.event, stamp: today.stamp, ...proof };
};
