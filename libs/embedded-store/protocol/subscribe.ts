import { randomUUID } from 'node:crypto';
import type { Page } from '../engine/cursors';
import type { ServedStore } from '../engine/served-store';
import type { Call } from '../transport/call';
import { wirePosition } from './answers';
import { CODECS } from './codec';
import { streamDeleted } from './failure';
import { nextTurn, PAGE } from './pace';
import { Presenter } from './presenter';
import type { ReadRequest } from './read-request';
import type { Following, Readable } from './readable';

/**
 * A subscription is one cursor that waits at the end of the log. Catching up and being live are the same code: a reader
 * that is slow falls behind in the log, where it holds up nobody and fills no buffer, and is told when it has caught up.
 */
export const subscribe = async (
  call: Call,
  store: ServedStore,
  request: ReadRequest,
  readable: Readable,
): Promise<void> => {
  const { stream } = request;
  await readable.prepare?.();
  const cursor = readable.follow(request);
  const presenter = new Presenter(store, readable.source, request);
  call.send(CODECS.read.encode({ confirmation: { subscription_id: randomUUID() } }));
  let isBehind = true;
  while (!call.isOver) {
    const page = cursor.next(PAGE);
    await sendPage(call, presenter, page);
    if (cursor.hasEnded && stream !== undefined) throw streamDeleted(stream);
    if (page.ordinals.length === PAGE) isBehind = true;
    if (isEmptyAtEnd(page)) {
      if (isBehind) sendCaughtUp(call, cursor, caughtUp(store, stream, readable));
      isBehind = false;
      await arrival(call, store, readable.wokenBy);
    } else await (page.atEnd ? call.drained() : turnOrRoom(call));
    await readable.prepare?.();
  }
};

const sendPage = async (call: Call, presenter: Presenter, { ordinals, checkpoint }: Page): Promise<void> => {
  if (ordinals.length > 0) await presenter.send(call, ordinals);
  if (checkpoint !== undefined) sendCheckpoint(call, checkpoint);
};

const isEmptyAtEnd = ({ atEnd, ordinals, checkpoint }: Page): boolean =>
  atEnd && ordinals.length === 0 && checkpoint === undefined;

const sendCaughtUp = (call: Call, cursor: Following, message: Buffer): void => {
  const mark = cursor.mark?.();
  if (mark !== undefined) sendCheckpoint(call, mark);
  call.send(message);
};

/** When, and where: the revision of the stream, or the position in `$all`, up to which everything was sent. */
const caughtUp = (
  { committed: { index }, now }: ServedStore,
  stream: string | undefined,
  readable: Readable,
): Buffer => {
  const at = now();
  const timestamp = { seconds: String(Math.floor(at / 1000)), nanos: (at % 1000) * 1_000_000 };
  const last = readable.lastRevision();
  const revision = last < 0 ? {} : { stream_revision: last };
  const position =
    stream !== undefined || index.count === 0 ? {} : { position: wirePosition(index.positions.get(index.count - 1)) };
  return CODECS.read.encode({ caught_up: { timestamp, ...revision, ...position } });
};

const sendCheckpoint = (call: Call, position: number): void => {
  call.send(CODECS.read.encode({ checkpoint: wirePosition(position) }));
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
