import { allBackwards, allForwards, type Cursor, streamBackwards, streamForwards } from '../engine/cursors';
import type { ServedStore } from '../engine/served-store';
import { shownOf } from '../engine/shown';
import type { Call } from '../transport/call';
import { failureOf, isOurFault } from './answers';
import { CODECS } from './codec';
import { badRequest, streamDeleted } from './failure';
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
  if (request.count === 'subscribe') return subscribe(call, store, request);
  const cursor = cursorFor(store, request);
  if (cursor === 'missing') {
    const stream_identifier = { stream_name: Buffer.from(request.stream ?? '') };
    call.send(CODECS.read.encode({ stream_not_found: { stream_identifier } }));
  } else {
    const last = lastOf(store, request);
    await sendAll(call, cursor, new Presenter(store, request), request.count);
    if (last !== undefined) call.send(CODECS.read.encode({ last_stream_position: last }));
  }
  call.end();
};

const lastOf = ({ known: { index } }: ServedStore, { stream, wantsLastPosition }: ReadRequest): number | undefined =>
  wantsLastPosition && stream !== undefined ? index.last(index.streams.find(stream)) : undefined;

const sendAll = async (call: Call, cursor: Cursor, presenter: Presenter, count: number): Promise<void> => {
  for (let left = count; left > 0 && !call.isOver; ) {
    const { ordinals, atEnd } = cursor.next(Math.min(PAGE, left));
    left -= await presenter.send(call, ordinals);
    if (atEnd) return;
    await nextTurn();
  }
};

const cursorFor = (store: ServedStore, { stream, ...request }: ReadRequest): Cursor | 'missing' =>
  stream === undefined ? allCursor(store, request) : streamCursor(store, stream, request);

type From = Pick<ReadRequest, 'from' | 'backwards'>;

const allCursor = ({ known }: ServedStore, { from, backwards, filter }: From & Pick<ReadRequest, 'filter'>): Cursor => {
  const { index } = known;
  const named = { start: 0, end: index.count };
  const ordinal = typeof from === 'number' ? index.atPosition(from) : named[from];
  return backwards ? allBackwards(known, ordinal, filter) : allForwards(known, ordinal, index.count, filter);
};

const streamCursor = ({ known }: ServedStore, stream: string, { from, backwards }: From): Cursor | 'missing' => {
  const shown = shownOf(known, stream);
  if (shown.is === 'tombstoned') throw streamDeleted(stream);
  if (shown.is === 'missing') return 'missing';
  const { number, lowest, last } = shown;
  // Forwards from the end is refused before this.
  const named = { start: 0, end: backwards ? last : 0 };
  const revision = typeof from === 'number' ? from : named[from];
  if (backwards) return streamBackwards(known, number, Math.min(last, revision), lowest);
  return streamForwards(known, number, Math.max(lowest, revision), last);
};
