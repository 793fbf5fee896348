import type { AppendOutcome } from '../engine/append-request';
import type { Call } from '../transport/call';
import { positionFields, revisionFields } from './answers';
import { type BatchStatus, batchStatus } from './batch-status';
import { encodeWritten } from './batch-wire';
import { CODECS } from './codec';
import { type CallFailure, CODE } from './failure';
import type { AppendTarget, PendingAppend } from './pending-append';

/** What becomes of one append of a BatchAppend. */
export type BatchResult =
  | { readonly written: Extract<AppendOutcome, { is: 'done' }> }
  | { readonly error: BatchStatus };

export const resultOf = ({ stream, expected }: AppendTarget, outcome: AppendOutcome): BatchResult => {
  if (outcome.is === 'done') return { written: outcome };
  if (outcome.is === 'deleted') return { error: batchStatus.deleted(stream) };
  return { error: batchStatus.wrongRevision(stream, expected, outcome.current) };
};

/** A failure that concerns this append alone. */
export const refusalOf = ({ code, message, trailers }: CallFailure): BatchResult => {
  const maximum = trailers['maximum-append-size'];
  if (maximum !== undefined) return { error: batchStatus.tooLarge(Number(maximum)) };
  if (code === CODE.DEADLINE_EXCEEDED) return { error: batchStatus.timeout() };
  if (code === CODE.PERMISSION_DENIED) return { error: batchStatus.accessDenied(message) };
  return { error: batchStatus.badRequest(message) };
};

export const sendResult = (call: Call, append: PendingAppend, result: BatchResult): void => {
  if ('error' in result) {
    call.send(CODECS.batchAppend.encode({ ...echo(append), ...result }));
    return;
  }
  const { options, correlation } = append;
  const stream = options.stream_identifier?.stream_name;
  const { written } = result;
  if (correlation.string !== undefined && stream !== undefined)
    call.sendRecords([encodeWritten({ correlation: correlation.string, stream, options, ...written })]);
  else {
    const success = { ...revisionFields(written), ...positionFields(written) };
    call.send(CODECS.batchAppend.encode({ ...echo(append), success }));
  }
};

// Clients find the append by its correlation, and read the stream's name from an error.
const echo = ({ correlation, options }: PendingAppend) => {
  const { stream_position, no_stream, any, stream_exists, stream_identifier = {} } = options;
  return {
    correlation_id: correlation,
    stream_identifier,
    ...(stream_position !== undefined && { stream_position }),
    ...(no_stream && { no_stream }),
    ...(any && { any }),
    ...(stream_exists && { stream_exists }),
  };
};
