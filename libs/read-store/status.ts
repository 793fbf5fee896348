import type { Checkpoint } from '#event-store';
import { readCheckpoint } from './checkpoints';
import type { Sql } from './database';
import { ParkedTickets } from './parked-tickets';
import type { AnyProjection } from './projection';
import { type ProjectionState, readState } from './projection-state';
import { readerOf, type TableGeneration } from './table-generation';

/** How one projection stands in the database: what answers, and what is being filled. */
export type ProjectionStatus = {
  /** Name and version: `ticket-list@1`. */
  readonly name: string;
  /** Whether its view answers. */
  readonly ready: boolean;
  /** The table that answers, once it is ready. */
  readonly table: string;
  readonly checkpoint: Checkpoint | 'start';
  /** How many tickets wait for a person. */
  readonly parked: number;
  /** What is being filled: the table itself for the first time, or a shadow table. */
  readonly filling?: { readonly table: string; readonly checkpoint: Checkpoint | 'start'; readonly percent?: number };
};

/** Undefined where it was never begun. */
export const statusOf = async (sql: Sql, projection: AnyProjection): Promise<ProjectionStatus | undefined> => {
  const state = await readState(sql, projection);
  if (state === undefined) return undefined;
  const { ready, live, shadow, target } = state;
  const checkpoint = await readCheckpoint(sql, live.reader);
  const filling = unfinishedTable(state);
  const filledTo = filling && (await readCheckpoint(sql, filling.reader));
  return {
    name: readerOf(projection),
    ready,
    table: live.table,
    checkpoint,
    parked: (await new ParkedTickets(sql).keys(live.reader)).size,
    ...(filling &&
      filledTo && {
        filling: { table: (shadow ?? live).table, checkpoint: filledTo, ...percentOf(filledTo, target) },
      }),
  };
};

/** What is being filled, if anything is. */
const unfinishedTable = ({ ready, live, shadow }: ProjectionState): TableGeneration | undefined =>
  shadow ?? (ready ? undefined : live);

/** By bytes of the log, rounded down: 100 is reached by taking over. Positions are u64; here a rough number will do. */
const percentOf = (checkpoint: Checkpoint | 'start', target: string | undefined): { percent?: number } => {
  if (target === undefined) return {};
  const [done, all] = [checkpoint === 'start' ? 0 : Number(checkpoint.commit), Number(target)];
  return { percent: all === 0 ? 0 : Math.min(99, Math.floor((done / all) * 100)) };
};

/** Why a view does not answer, and how far it is. */
export const notReadyMessage = async (
  sql: Sql,
  projection: AnyProjection,
  state?: ProjectionState,
): Promise<string> => {
  const filling = state && unfinishedTable(state);
  const { percent } = percentOf(
    filling === undefined ? 'start' : await readCheckpoint(sql, filling.reader),
    state?.target,
  );
  const far = percent === undefined ? '' : `, ${percent} % done`;
  return `${readerOf(projection)} is being filled from the events${far}. Ask again in a few seconds.`;
};
