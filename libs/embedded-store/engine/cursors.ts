// Ways through `$all`, a stream or a stream of links. They read the index alone, never the disk, and hold no events.
import { type Filter, MatchCache } from '../semantics/filter';
import { isInAll } from '../semantics/visible';
import type { CommittedState } from '../storage/committed-state';
import type { LinkStream } from './link-stream';
import { ordinalsOf, tombstoneOf, visibilityOf } from './stream-visibility';

/** Some events, in order. An empty page that is at the end: nothing more for now. */
export type Page = {
  readonly ordinals: readonly number[];
  readonly atEnd: boolean;
  /** Everything up to this log position was sent or filtered out. */
  readonly checkpoint?: number;
};

/** A place in a stream or in `$all`, and the way on from there. It reads the index only. */
export interface Cursor {
  next(limit: number): Page;
}

const END: Page = { ordinals: [], atEnd: true };
/** How many events one turn looks at, and for how long: a filter that matches nothing must not hold up everybody else. */
const LOOKS = 4096;
const TURN_MS = 5;
const LOOKS_A_GLANCE = 32;

/** Whether a turn has lasted long enough; the clock is asked now and then only. */
const turn = (): (() => boolean) => {
  const until = performance.now() + TURN_MS;
  let looks = 0;
  return () => ++looks % LOOKS_A_GLANCE === 0 && performance.now() > until;
};

/** Revisions [from, to] of a stream as it was when the read began. */
export const streamForwards = (committed: CommittedState, number: number, from: number, to: number): Cursor => {
  let next = from;
  return {
    next: (limit) => {
      if (next > to) return END;
      const last = Math.min(to, next + limit - 1);
      const ordinals = ordinalsOf(committed, number, next, last);
      next = last + 1;
      return { ordinals, atEnd: next > to };
    },
  };
};

/** From revision `from` down to `lowest`. */
export const streamBackwards = (committed: CommittedState, number: number, from: number, lowest: number): Cursor => {
  let next = from;
  return {
    next: (limit) => {
      if (next < lowest) return END;
      const first = Math.max(lowest, next - limit + 1);
      const ordinals = ordinalsOf(committed, number, first, next).reverse();
      next = first - 1;
      return { ordinals, atEnd: next < lowest };
    },
  };
};

/** What stands behind revision `after` in a stream, and whatever is written to it later; at the last its tombstone. */
export const streamFollowing = (
  committed: CommittedState,
  stream: string,
  after: number,
): Cursor & { readonly hasEnded: boolean } => {
  let next = after + 1;
  let hasEnded = false;
  return {
    get hasEnded() {
      return hasEnded;
    },
    next: (limit) => {
      const { index } = committed;
      const number = index.streams.find(stream);
      const visibility = visibilityOf(committed, stream);
      const tombstone = tombstoneOf(committed, number);
      if (visibility.is === 'missing' || hasEnded) return END;
      const last = visibility.is === 'shown' ? visibility.last : index.last(number);
      if (visibility.is === 'shown') next = Math.max(next, Math.min(visibility.lowest, last + 1));
      const to = Math.min(last, next + limit - 1);
      const ordinals = next <= to ? ordinalsOf(committed, number, next, to) : [];
      next = Math.max(next, to + 1);
      if (visibility.is === 'tombstoned' && next > last) {
        hasEnded = true;
        if (tombstone !== undefined) ordinals.push(tombstone);
      }
      return { ordinals, atEnd: next > last };
    },
  };
};

/** Revisions [from, to] of a link stream; its pages are revisions. */
export const linksForwards = (from: number, to: number): Cursor => {
  let next = from;
  return {
    next: (limit) => {
      const page = upTo(next, Math.min(to, next + limit - 1));
      next += page.length;
      return { ordinals: page, atEnd: next > to };
    },
  };
};

/** From revision `from` of a link stream down to its first. */
export const linksBackwards = (from: number): Cursor => {
  let next = from;
  return {
    next: (limit) => {
      const page = upTo(Math.max(0, next - limit + 1), next).reverse();
      next -= page.length;
      return { ordinals: page, atEnd: next < 0 };
    },
  };
};

/** The links behind revision `after`, as far as they were looked for, and whatever is linked later. */
export const linksFollowing = (links: LinkStream, after: number): Cursor => {
  let next = after + 1;
  return {
    next: (limit) => {
      const page = upTo(next, Math.min(links.count, next + limit) - 1);
      next += page.length;
      return { ordinals: page, atEnd: links.isCurrent && next >= links.count };
    },
  };
};

const upTo = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);

/** `$all` from an ordinal on, up to `until` (not included), or whatever is written later. */
export const allForwards = (
  committed: CommittedState,
  from: number,
  until: number | 'live',
  filter?: Filter,
): Cursor => {
  const shows = showing(committed, filter);
  let next = from;
  return {
    next: (limit) => {
      const end = until === 'live' ? committed.index.count : until;
      const ordinals: number[] = [];
      const stop = Math.min(end, next + LOOKS);
      const isOver = turn();
      for (; next < stop && ordinals.length < limit && !isOver(); next++) if (shows(next)) ordinals.push(next);
      return { ordinals, atEnd: next >= end };
    },
  };
};

/** `$all` from before an ordinal down to its beginning. */
export const allBackwards = (committed: CommittedState, before: number, filter?: Filter): Cursor => {
  const shows = showing(committed, filter);
  let next = before - 1;
  return {
    next: (limit) => {
      const ordinals: number[] = [];
      const stop = Math.max(0, next - LOOKS);
      const isOver = turn();
      for (; next >= stop && ordinals.length < limit && !isOver(); next--) if (shows(next)) ordinals.push(next);
      return { ordinals, atEnd: next < 0 };
    },
  };
};

/** `$all` behind a log position, which may lie ahead of everything written so far; filtered, with checkpoints. */
export const allFollowing = (
  committed: CommittedState,
  after: number,
  filter?: Filter,
): Cursor & { mark(): number | undefined } => {
  const { index } = committed;
  const shows = showing(committed, filter);
  const interval = filter?.checkpointInterval ?? Number.POSITIVE_INFINITY;
  let next = index.atPosition(after + 1);
  let looked = 0;
  return {
    next: (limit) => {
      if (next < index.count && index.positions.get(next) <= after) next = index.atPosition(after + 1);
      const ordinals: number[] = [];
      const stop = Math.min(index.count, next + LOOKS);
      const isOver = turn();
      while (next < stop && ordinals.length < limit && !isOver()) {
        const ordinal = next++;
        if (shows(ordinal)) ordinals.push(ordinal);
        if (++looked < interval) continue;
        looked = 0;
        return { ordinals, atEnd: next >= index.count, checkpoint: index.positions.get(ordinal) };
      }
      return { ordinals, atEnd: next >= index.count };
    },
    /** The checkpoint that is due when catching up ends; none if nothing was looked at since the last one. */
    mark: () => {
      if (filter === undefined || looked === 0) return undefined;
      looked = 0;
      return index.positions.get(next - 1);
    },
  };
};

const showing = ({ index }: CommittedState, filter: Filter | undefined): ((ordinal: number) => boolean) => {
  const listed = new MatchCache(isInAll, (number) => index.streams.name(number));
  if (filter === undefined) return (ordinal) => listed.of(index.stream.get(ordinal));
  const [column, names] = filter.on === 'type' ? [index.type, index.types] : [index.stream, index.streams];
  const verdicts = new MatchCache(filter.matches, (number) => names.name(number));
  return (ordinal) => verdicts.of(column.get(ordinal)) && listed.of(index.stream.get(ordinal));
};
