import type { Cursor } from '../engine/cursors';
import type { Call } from '../transport/call';
import { failureOf, isOurFault } from './answers';
import { CODECS } from './codec';
import { badRequest } from './failure';
import { findReadable } from './find-readable';
import type { NodeServices } from './node-services';
import { nextTurn, PAGE } from './pace';
import { Presenter } from './presenter';
import { type ReadRequest, readRequest } from './read-request';
import { subscribe } from './subscribe';

/** Read: a read that ends, or a subscription that does not. */
export const read = (call: Call, services: NodeServices): void => {
  let request: ReadRequest | undefined;
  call.onMessage = (message) => {
    request ??= readRequest(message);
  };
  call.onEnd = () => {
    answer(call, services, request).catch((error) => {
      const failure = failureOf(error);
      if (isOurFault(failure)) services.say(failure.message);
      call.fail(failure);
    });
  };
};

const answer = async (call: Call, { store }: NodeServices, request: ReadRequest | undefined): Promise<void> => {
  if (request === undefined) throw badRequest('The read ended before it had begun.');
  const { stream, count } = request;
  const readable = findReadable(store, stream);
  if (count === 'subscribe') return subscribe(call, store, request, readable);
  await readable.prepare?.();
  const cursor = readable.read(request);
  if (cursor === 'missing') {
    const stream_identifier = { stream_name: Buffer.from(stream ?? '') };
    call.send(CODECS.read.encode({ stream_not_found: { stream_identifier } }));
  } else {
    const last = request.wantsLastPosition && stream !== undefined ? readable.lastRevision() : undefined;
    await sendAll(call, cursor, new Presenter(store, readable.source, request), count);
    if (last !== undefined) call.send(CODECS.read.encode({ last_stream_position: last }));
  }
  call.end();
};

const sendAll = async (call: Call, cursor: Cursor, presenter: Presenter, count: number): Promise<void> => {
  for (let left = count; left > 0 && !call.isOver; ) {
    const { ordinals, atEnd } = cursor.next(Math.min(PAGE, left));
    left -= await presenter.send(call, ordinals);
    if (atEnd) return;
    await nextTurn();
  }
};
