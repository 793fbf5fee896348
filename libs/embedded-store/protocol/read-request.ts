import { BadFilter, type Filter, makeFilter } from '../semantics/filter';
import { CODECS, type ReadOptions } from './codec';
import { badRequest, CallFailure, CODE } from './failure';
import { streamName } from './request-fields';

/** What a Read asks for. A place is a revision or a log position: inclusive for a read, exclusive for a subscription. */
export type ReadRequest = {
  /** Undefined is `$all`. */
  readonly stream: string | undefined;
  readonly from: 'start' | 'end' | number;
  readonly count: number | 'subscribe';
  readonly backwards: boolean;
  readonly resolveLinks: boolean;
  readonly structuredIds: boolean;
  /** The client reads the position of a stream's last event behind a read of it. */
  readonly wantsLastPosition: boolean;
  readonly filter: Filter | undefined;
};

/** Throws `CallFailure`. */
export const readRequest = (message: Buffer): ReadRequest => {
  const { options } = CODECS.read.decode(message);
  if (options === undefined) throw badRequest('The read says nothing of what it wants.');
  const { stream, all, subscription, count } = options;
  mustMakeSense(options);
  const backwards = options.read_direction === 1;
  const request = {
    stream: stream && streamName(stream.stream_identifier),
    from: stream
      ? placeIn(stream, stream.revision)
      : placeIn(all ?? {}, all?.position && (all.position.commit_position ?? '0')),
    count: subscription ? ('subscribe' as const) : Number(count),
    backwards,
    resolveLinks: options.resolve_links ?? false,
    structuredIds: options.uuid_option?.structured !== undefined,
    wantsLastPosition: (options.control_option?.compatibility ?? 0) >= 1,
    filter: options.filter && filterOf(options.filter),
  };
  if (stream && request.filter) throw badRequest('Only $all can be filtered.');
  if (request.count === 0) throw unexpectedRead();
  if (stream && !subscription && request.from === 'end' && !backwards) throw unexpectedRead();
  return request;
};

const mustMakeSense = ({ stream, all, subscription, count, read_direction }: ReadOptions): void => {
  if ((stream === undefined) === (all === undefined)) throw badRequest('A read is of a stream or of $all.');
  if (subscription && read_direction === 1) throw badRequest('A subscription reads forwards only.');
  if (subscription === undefined && count === undefined)
    throw badRequest('The read says neither how many events it wants nor that it subscribes.');
};

// What the server says of a read that nobody can mean: none at all, or forwards from the end.
const unexpectedRead = () => new CallFailure(CODE.UNKNOWN, 'Unexpected ReadStreamResult: Error');

const MAX_SIGNED = 2n ** 63n - 1n;
const MAX_UNSIGNED = 2n ** 64n - 1n;

const placeIn = ({ end }: { end?: object }, place: string | undefined): ReadRequest['from'] => {
  if (end) return 'end';
  if (place === undefined) return 'start';
  const exact = BigInt(place);
  if (exact === MAX_UNSIGNED) return 'end';
  if (exact > MAX_SIGNED) throw badRequest(`${place} is no revision and no position: they end at ${MAX_SIGNED}.`);
  return Number(exact);
};

const filterOf = (filter: NonNullable<ReadOptions['filter']>): Filter => {
  const { stream_identifier: byStream, event_type: byType } = filter;
  const expression = byStream ?? byType;
  if (expression === undefined) throw badRequest('The filter names neither streams nor event types.');
  const { regex = '', prefix } = expression;
  if (!filter.count && filter.max === undefined)
    throw badRequest('The filter has no window: say how many events to search at most, or that the server may choose.');
  const window = filter.count ? undefined : filter.max;
  try {
    return makeFilter(
      byStream ? 'stream' : 'type',
      { regex, prefix },
      window,
      filter.checkpoint_interval_multiplier ?? 0,
    );
  } catch (error) {
    throw error instanceof BadFilter ? badRequest(error.message) : error;
  }
};
