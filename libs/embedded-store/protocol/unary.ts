import type { Call } from '../transport/call';
import { failureOf } from './answers';

/** Sends the one answer of a call and ends it, or fails it with what was thrown. */
export const answering =
  (call: Call, answer: () => Promise<Buffer>): (() => void) =>
  () => {
    answer().then(
      (bytes) => {
        call.send(bytes);
        call.end();
      },
      (error) => call.fail(failureOf(error)),
    );
  };

/** A call of one message and one answer. */
export const unary = (call: Call, answer: (message: Buffer) => Promise<Buffer>): void => {
  let message: Buffer = Buffer.alloc(0);
  call.onMessage = (only) => {
    message = only;
  };
  call.onEnd = answering(call, () => answer(message));
};
