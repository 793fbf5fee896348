import { STREAMS_SERVICE } from '../protocol/codec';
import { PREFIX } from '../storage/record';
import type { Call } from '../transport/call';
import { ForwardedCall } from './forwarded-call';

const READ = STREAMS_SERVICE.Read as NonNullable<(typeof STREAMS_SERVICE)[string]>;
type Answer = { readonly event?: { readonly commit_position?: string } };

/** A read on a node that has not got what stands at `end` of the log or behind it. */
class LaggingRead extends ForwardedCall {
  readonly #end: number;

  constructor(call: Call, end: number) {
    super(call);
    this.#end = end;
  }

  override send(message: Buffer): boolean {
    return this.#has(message) ? super.send(message) : true;
  }

  override sendRecords(records: readonly Buffer[]): boolean {
    const had = records.filter((record) => this.#has(record.subarray(PREFIX)));
    return had.length === 0 || super.sendRecords(had);
  }

  #has(message: Buffer): boolean {
    const { event } = READ.responseDeserialize(message) as Answer;
    return event?.commit_position === undefined || Number(event.commit_position) < this.#end;
  }
}

export const laggingRead = (call: Call, end: number): Call => new LaggingRead(call, end);
