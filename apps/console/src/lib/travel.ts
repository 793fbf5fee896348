// The instants between which one travels on a ticket: those at which something happened, or became known.

import type { TicketPage } from '../types.gen';

/** Of what is told of a ticket, in order, each once. */
export const stopsOf = ({ timeline }: Pick<TicketPage, 'timeline'>, axis: 'at' | 'recordedAt'): readonly string[] =>
  [...new Set(timeline.map((line) => line[axis]))].sort();

/** The stop before an instant, or behind it; `undefined` behind the last one: that is today. */
export const stopFrom = (stops: readonly string[], from: string | undefined, by: -1 | 1): string | undefined => {
  if (by < 0) return stops.findLast((stop) => from === undefined || stop < from) ?? stops[0];
  return from === undefined ? undefined : stops.find((stop) => stop > from);
};

/** Which stop an instant stands at: the last one that is not behind it. */
export const placeOf = (stops: readonly string[], at: string | undefined): number =>
  at === undefined
    ? stops.length
    : Math.max(
        0,
        stops.findLastIndex((stop) => stop <= at),
      );
