import type { Call } from '../transport/call';
import { failureOf } from './answers';

/** Sends the answers of a call and ends it, or fails it with what was thrown. */
export const respondWith =
  (call: Call, answer: () => Promise<readonly Buffer[]>): (() => void) =>
  () => {
    answer().then(
      (messages) => {
        for (const message of messages) call.send(message);
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
  call.onEnd = respondWith(call, async () => [await answer(message)]);
};
