import type { ServedStore } from '../engine/served-store';
import { PROJECTION_NAMES, type ProjectionName } from '../engine/standard-projections';
import type { Call } from '../transport/call';
import { CODECS, type ProjectionDetails, type StatisticsReq } from './codec';
import { badRequest, CallFailure, CODE } from './failure';
import type { NodeServices } from './node-services';
import { respondWith, unary } from './unary';

/** Starts a standard projection again: what was written meanwhile is linked, then what comes. */
export const enableProjection = (call: Call, { store }: NodeServices): void =>
  unary(call, async (message) => {
    store.links.projections.enable(projectionNamed(CODECS.enable.decode(message).options?.name));
    // Subscriptions to its streams have something to show now.
    store.arrivals.notify([]);
    return CODECS.enable.encode({});
  });

/** Stops one: its streams stay as they are until it is enabled. */
export const disableProjection = (call: Call, { store }: NodeServices): void =>
  unary(call, async (message) => {
    const { options } = CODECS.disable.decode(message);
    const as = options?.write_checkpoint ? 'Stopped' : 'Aborted';
    store.links.projections.stop(projectionNamed(options?.name), as, store.committed.index.count);
    return CODECS.disable.encode({});
  });

/** What a client asks for the state of one projection, or of all of a mode. */
export const projectionStatistics = (call: Call, { store }: NodeServices): void => {
  let request: StatisticsReq = {};
  call.onMessage = (message) => {
    request = CODECS.statistics.decode(message);
  };
  call.onEnd = respondWith(call, async () =>
    namesAsked(request).map((name) => CODECS.statistics.encode({ details: detailsOf(store, name) })),
  );
};

const projectionNamed = (name: string | undefined): ProjectionName => {
  const found = PROJECTION_NAMES.find((known) => known === name);
  if (found) return found;
  throw new CallFailure(
    CODE.NOT_FOUND,
    `Projection '${name ?? ''}' not found. This node has ${PROJECTION_NAMES.join(' and ')}; for others use EventStoreDB.`,
  );
};

const namesAsked = ({ options }: StatisticsReq): readonly ProjectionName[] => {
  if (options?.name) return [projectionNamed(options.name)];
  if (options?.all || options?.continuous) return PROJECTION_NAMES;
  if (options?.transient || options?.one_time) return [];
  throw badRequest('The request names no projection, and no mode of projections.');
};

/** It keeps no state of its own: it is always as far as the log, or where it was stopped. */
const detailsOf = (
  { committed: { index }, links: { projections } }: ServedStore,
  name: ProjectionName,
): ProjectionDetails => {
  const looked = Math.min(index.count, projections.limitOf(name));
  const last = looked === 0 ? 0 : index.positions.get(looked - 1);
  const position = `C:${last}/P:${last}`;
  return {
    effectiveName: name,
    name,
    status: projections.statusOf(name),
    mode: 'Continuous',
    position,
    lastCheckpoint: position,
    progress: index.count === 0 ? 100 : (100 * looked) / index.count,
    version: 1,
    epoch: -1,
  };
};
