import type { Duplex } from 'node:stream';
import { convertToCommandError, UnavailableError } from '@eventstore/db-client';
import type { ServiceError } from '@grpc/grpc-js';

/**
 * The same error, where the client can read it. One that names no leader, or lacks another header that its kind has on a
 * real server, would make the client throw: it stands for a server that is not itself, and so away.
 */
export const legible = (error: Error): Error => {
  try {
    convertToCommandError(error as ServiceError);
    return error;
  } catch {
    return new UnavailableError(undefined, `an error that cannot be read: ${error.message}`);
  }
};

/** The same call; nobody hears an error of it that the client cannot read. */
export const sayingLegibly = <C extends Duplex>(call: C): C => {
  const emit = call.emit.bind(call) as (event: string | symbol, ...what: unknown[]) => boolean;
  const saying = (event: string | symbol, ...what: unknown[]) =>
    event === 'error' ? emit(event, legible(what[0] as Error)) : emit(event, ...what);
  return Object.assign(call, { emit: saying });
};
