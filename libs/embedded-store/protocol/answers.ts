import type { AppendOutcome } from '../engine/append-request';
import { DamagedRecord } from '../engine/records';
import { StoreUnavailable } from '../storage/errors';
import { FrameTooLarge } from '../storage/frame';
import { badRequest, CallFailure, CODE } from './failure';

type Done = Extract<AppendOutcome, { is: 'done' }>;

export const wirePosition = (position: number) => ({ commit_position: position, prepare_position: position });
export type PositionFields = { position: ReturnType<typeof wirePosition> } | { no_position: Record<string, never> };
export const positionFields = ({ position }: Done): PositionFields =>
  position === undefined ? { no_position: {} } : { position: wirePosition(position) };
export const revisionFields = ({ revision }: Done) =>
  revision < 0 ? { no_stream: {} } : { current_revision: revision };

/** Whatever a handler threw, as the client should hear it. */
export const failureOf = (error: unknown): CallFailure => {
  if (error instanceof CallFailure) return error;
  const { message } = error as Error;
  if (error instanceof StoreUnavailable) return new CallFailure(CODE.UNAVAILABLE, message);
  if (error instanceof DamagedRecord) return new CallFailure(CODE.DATA_LOSS, message);
  if (error instanceof FrameTooLarge) return badRequest(message);
  return new CallFailure(
    CODE.INTERNAL,
    `The node met something unexpected: ${message}. The call was not carried out as asked.`,
  );
};

/** Whether the node itself is to blame, so that somebody should look. */
export const isOurFault = ({ code }: CallFailure): boolean => code === CODE.INTERNAL || code === CODE.DATA_LOSS;
