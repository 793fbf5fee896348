import { randomUUID } from 'node:crypto';
import { allFollowing, type Cursor, type Page, streamFollowing } from '../engine/cursors';
import type { ServedStore } from '../engine/served-store';
import { shownOf } from '../engine/shown';
import type { Call } from '../transport/call';
import { placeOf } from './answers';
import { CODECS } from './codec';
import { streamDeleted } from './failure';
import { nextTurn, PAGE } from './pace';
import { Presenter } from './presenter';
import type { ReadRequest } from './read-request';

/** Where a subscription stands: what comes next, what is due when it has caught up, and whether its stream has ended. */
type Following = Cursor & { readonly hasEnded?: boolean; mark?(): number | undefined };

/**
 * A subscription is one cursor that waits at the end of the log. Catching up and being live are the same code: a reader
 * that is slow falls behind in the log, where it holds up nobody and fills no buffer, and is told when it has caught up.
 */
export const subscribe = async (call: Call, store: ServedStore, request: ReadRequest): Promise<void> => {
  const { stream } = request;
  const cursor = following(store, request);
  const presenter = new Presenter(store, request);
  call.send(CODECS.read.encode({ confirmation: { subscription_id: randomUUID() } }));
  let isBehind = true;
  while (!call.isOver) {
    const page = cursor.next(PAGE);
    await sendPage(call, presenter, page);
    if (cursor.hasEnded && stream !== undefined) throw streamDeleted(stream);
    if (page.ordinals.length === PAGE) isBehind = true;
    if (!isEmptyAtEnd(page)) {
      await (page.atEnd ? call.drained() : turnOrRoom(call));
      continue;
    }
    if (isBehind) sendCaughtUp(call, store, stream, cursor);
    isBehind = false;
    await arrival(call, store, stream);
  }
};

const sendPage = async (call: Call, presenter: Presenter, { ordinals, checkpoint }: Page): Promise<void> => {
  if (ordinals.length > 0) await presenter.send(call, ordinals);
  if (checkpoint !== undefined) sendCheckpoint(call, checkpoint);
};

const isEmptyAtEnd = ({ atEnd, ordinals, checkpoint }: Page): boolean =>
  atEnd && ordinals.length === 0 && checkpoint === undefined;

const sendCaughtUp = (call: Call, store: ServedStore, stream: string | undefined, cursor: Following): void => {
  const mark = cursor.mark?.();
  if (mark !== undefined) sendCheckpoint(call, mark);
  call.send(caughtUp(store, stream));
};

const following = ({ known }: ServedStore, { stream, from, filter }: ReadRequest): Following => {
  const { index } = known;
  if (stream === undefined) {
    const lastPosition = index.count === 0 ? -1 : index.positions.get(index.count - 1);
    return allFollowing(known, from === 'start' ? -1 : from === 'end' ? lastPosition : from, filter);
  }
  if (shownOf(known, stream).is === 'tombstoned') throw streamDeleted(stream);
  const last = index.last(index.streams.find(stream));
  return streamFollowing(known, stream, from === 'start' ? -1 : from === 'end' ? last : from);
};

/** When, and where: the revision of the stream, or the position in `$all`, up to which everything was sent. */
const caughtUp = ({ known: { index }, now }: ServedStore, stream: string | undefined): Buffer => {
  const at = now();
  const timestamp = { seconds: String(Math.floor(at / 1000)), nanos: (at % 1000) * 1_000_000 };
  const last = stream === undefined ? -1 : index.last(index.streams.find(stream));
  const revision = last < 0 ? {} : { stream_revision: last };
  const position =
    stream !== undefined || index.count === 0 ? {} : { position: placeOf(index.positions.get(index.count - 1)) };
  return CODECS.read.encode({ caught_up: { timestamp, ...revision, ...position } });
};

const sendCheckpoint = (call: Call, position: number): void => {
  call.send(CODECS.read.encode({ checkpoint: placeOf(position) }));
};

const turnOrRoom = async (call: Call): Promise<void> => {
  await nextTurn();
  await call.drained();
};

/** Resolves when something is written that the subscription may have to show, and when the call is over. */
const arrival = (call: Call, { arrivals }: ServedStore, stream: string | undefined): Promise<void> =>
  new Promise((resolve) => {
    const stop = arrivals.once(stream, () => {
      call.onGone = () => undefined;
      resolve();
    });
    call.onGone = () => {
      stop();
      resolve();
    };
  });
