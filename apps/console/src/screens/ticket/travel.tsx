// Time travel over the whole page of a ticket: what was true at one instant, as we knew it at another. Both are in the
// address, so that what one sees is a link.

import { useCallback, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../../lib/keys';
import { go, withQuery } from '../../lib/router';
import type { When } from '../../lib/ticket-query';
import { dateTime } from '../../lib/time';
import { placeOf, stopFrom, stopsOf } from '../../lib/travel';
import { Key } from '../../parts/marks';
import type { TicketPage } from '../../types.gen';

const FILM_MS = 20_000;
const FRAME_MS_MIN = 250;

export const travelTo = (when: When): void => go(withQuery({ ...when }), { replace: true });

/** Goes from stop to stop by itself: an outage in twenty seconds. */
const useFilm = (stops: readonly string[], asOf: string | undefined) => {
  const [plays, play] = useState(false);
  useEffect(() => {
    if (!plays) return;
    const timer = setTimeout(
      () => {
        const next = stopFrom(stops, asOf, 1);
        travelTo({ asOf: next });
        if (next === undefined) play(false);
      },
      Math.max(FRAME_MS_MIN, FILM_MS / Math.max(1, stops.length)),
    );
    return () => clearTimeout(timer);
  }, [plays, stops, asOf]);
  const toggle = useCallback(() => {
    if (!plays && asOf === undefined) travelTo({ asOf: stops[0] });
    play(!plays);
  }, [plays, asOf, stops]);
  return { plays, toggle };
};

type Props = { today: TicketPage; when: When; compares: boolean };
export const Travel = ({ today, when, compares }: Props) => {
  const { zone } = today.policy;
  const happened = useMemo(() => stopsOf(today, 'at'), [today]);
  const known = useMemo(() => stopsOf(today, 'recordedAt'), [today]);
  const film = useFilm(happened, when.asOf);
  useKeys(
    useMemo(
      () => ({
        ArrowLeft: () => travelTo({ asOf: stopFrom(happened, when.asOf, -1) }),
        ArrowRight: () => travelTo({ asOf: stopFrom(happened, when.asOf, 1) }),
        Escape: () => travelTo({ asOf: undefined, knownAt: undefined }),
      }),
      [happened, when.asOf],
    ),
  );
  const instantText = (at: string | undefined) => (at === undefined ? 'now' : dateTime(at, zone));
  return (
    <section className="panel travel" aria-label="Time travel">
      <Axis
        says="What was true at"
        stops={happened}
        at={when.asOf}
        said={instantText(when.asOf)}
        choose={(asOf) => travelTo({ asOf })}
      />
      <Axis
        says="as we knew it at"
        stops={known}
        at={when.knownAt}
        said={instantText(when.knownAt)}
        choose={(knownAt) => travelTo({ knownAt })}
      />
      <p className="likely">
        <button type="button" className="button" onClick={() => travelTo({ asOf: stopFrom(happened, when.asOf, -1) })}>
          ◀ before <Key is="←" />
        </button>
        <button
          type="button"
          className="button"
          disabled={when.asOf === undefined}
          onClick={() => travelTo({ asOf: stopFrom(happened, when.asOf, 1) })}
        >
          after ▶ <Key is="→" />
        </button>
        <button type="button" className="button" aria-pressed={film.plays} onClick={film.toggle}>
          {film.plays ? '❚❚ Stop the film' : '▶ Film'}
        </button>
        <button
          type="button"
          className="button"
          aria-pressed={compares}
          onClick={() => go(withQuery({ compare: compares ? undefined : 'now' }), { replace: true })}
        >
          What has changed since
        </button>
        <button
          type="button"
          className="button main end"
          onClick={() => travelTo({ asOf: undefined, knownAt: undefined })}
        >
          Back to now <Key is="Esc" />
        </button>
      </p>
    </section>
  );
};

type AxisProps = {
  says: string;
  stops: readonly string[];
  at: string | undefined;
  said: string;
  choose: (at: string | undefined) => void;
};
/** One step a stop; the last one is now. */
const Axis = ({ says, stops, at, said: instantText, choose }: AxisProps) => (
  <label className="axis">
    <span>{says}</span>
    <input
      type="range"
      min={0}
      max={stops.length}
      step={1}
      value={placeOf(stops, at)}
      aria-valuetext={instantText}
      onChange={({ target }) => choose(stops[Number(target.value)])}
    />
    <b>{instantText}</b>
  </label>
);
