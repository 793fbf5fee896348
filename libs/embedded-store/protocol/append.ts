import type { AppendOutcome } from '../engine/append-request';
import type { Expected } from '../semantics/append-decision';
import type { Call } from '../transport/call';
import { positionFields, revisionFields } from './answers';
import { type AppendReq, type AppendResp, CODECS } from './codec';
import { badRequest, streamDeleted, tooLarge } from './failure';
import type { NodeServices } from './node-services';
import { expectedOf, type Proposed, proposedEvent, sizeOf } from './request-fields';
import { respondWith } from './unary';
import { appendableStream } from './write-access';

type Options = { readonly stream: string; readonly expected: Expected };

/** Append: options first, one message an event, one answer when the client has said all. */
export const append = (call: Call, { store, maxAppendBytes, keepsStreams }: NodeServices): void => {
  let options: Options | undefined;
  let bytes = 0;
  const events: Proposed[] = [];
  call.onMessage = (message) => {
    const request: AppendReq = CODECS.append.decode(message);
    if (request.options && options) throw badRequest('An append has its options once, at its beginning.');
    if (request.options) {
      options = {
        stream: appendableStream({ keepsStreams }, request.options.stream_identifier),
        expected: expectedOf(request.options),
      };
    } else if (request.proposed_message && options) {
      const event = proposedEvent(request.proposed_message);
      bytes += sizeOf(event);
      if (bytes > maxAppendBytes) throw tooLarge(maxAppendBytes);
      events.push(event);
    } else throw badRequest('An append begins with its options: the stream and the expected revision.');
  };
  call.onEnd = respondWith(call, async () => {
    if (options === undefined) throw badRequest('The append ended before it had begun: it has no options.');
    return [CODECS.append.encode(answer(options, await store.append({ ...options, events })))];
  });
};

const answer = ({ stream, expected }: Options, outcome: AppendOutcome): AppendResp => {
  if (outcome.is === 'deleted') throw streamDeleted(stream);
  if (outcome.is === 'done') return { success: { ...revisionFields(outcome), ...positionFields(outcome) } };
  return {
    wrong_expected_version: {
      ...(outcome.current < 0 ? { current_no_stream: {} } : { current_revision: outcome.current }),
      ...(typeof expected === 'string'
        ? { [`expected_${expected}`]: {} }
        : { expected_revision: expected.revision.toString() }),
    },
  };
};
