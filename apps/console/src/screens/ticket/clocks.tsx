import { useState } from 'react';
import { lens } from '../../lib/lens';
import { clockTime, dateTime, serverNow, zoneName } from '../../lib/time';
import { Left } from '../../parts/left';
import type { ClockExplanation, ClocksExplained, TicketPage } from '../../types.gen';
import { TARGET } from '../../words';
import { Why } from './why';

/** Clocks of one target and cycle share a lane: an update is promised anew with each reply. */
const lanesOf = (clocks: readonly ClockExplanation[]): readonly (readonly ClockExplanation[])[] => {
  const lanes = new Map<string, ClockExplanation[]>();
  for (const clock of clocks) {
    const key = `${clock.cycle} ${clock.target}`;
    lanes.set(key, [...(lanes.get(key) ?? []), clock]);
  }
  return [...lanes.values()].map((lane) => lane.toSorted((a, b) => a.armedAt.localeCompare(b.armedAt)));
};

const time = (at: string): number => Date.parse(at);
/** Hours in which every clock that ran was closed. */
const foldsOf = (clocks: readonly ClockExplanation[]) => {
  const [first, ...others] = clocks;
  const closed = (clock: ClockExplanation) => clock.stretches.filter(({ kind }) => kind === 'closed');
  return (first ? closed(first) : [])
    .filter(({ from, to }) => others.every((other) => closed(other).some((one) => one.from <= from && one.to >= to)))
    .map(({ from, to }) => ({ from: time(from), to: time(to) }));
};

type Props = { page: TicketPage; explained: ClocksExplained; now?: number };
/** `now`: the instant that counts as now, where that is not today's. */
export const Clocks = ({ page, explained, now: then }: Props) => {
  const [chosen, choose] = useState<string>();
  const [unfolded, unfold] = useState(false);
  const { zone } = page.policy;
  const lanes = lanesOf(explained.clocks);
  const now = then ?? serverNow();
  const folds = foldsOf(explained.clocks);
  const isOver = explained.clocks.every(({ state }) => state !== 'running' && state !== 'paused');
  const end = isOver ? Math.max(...explained.clocks.map(({ doneAt, dueAt }) => time(doneAt ?? dueAt ?? page.at))) : now;
  const from = Math.min(time(page.openedAt), ...explained.clocks.map(({ armedAt }) => time(armedAt)));
  const dues = explained.clocks.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [time(dueAt)]));
  const place = lens({ from, now: end, dues, folds: unfolded ? [] : folds });
  if (lanes.length === 0) return null;
  return (
    <section className="panel clocks" aria-labelledby="clocks-title">
      <header>
        <h2 id="clocks-title">Clocks</h2>
        <ul className="legend" aria-hidden="true">
          <li className="counted">counted</li>
          <li className="paused">on hold</li>
          <li className="closed">closed hours</li>
          <li className="left-over">left</li>
        </ul>
        {folds.length > 0 && (
          <button type="button" className="plain" aria-pressed={unfolded} onClick={() => unfold(!unfolded)}>
            {unfolded ? 'Fold' : 'Unfold'} closed hours
          </button>
        )}
        <span className="quiet end">{zoneName(now, zone)}</span>
      </header>
      <Scale from={from} to={Math.max(end, ...dues)} place={place} zone={zone} />
      {lanes.map((lane) => {
        const key = `${lane[0]?.cycle} ${lane[0]?.target}`;
        return (
          <Lane
            key={key}
            lane={lane}
            place={place}
            now={end}
            zone={zone}
            isOpen={chosen === key}
            open={() => choose(chosen === key ? undefined : key)}
            page={page}
          />
        );
      })}
      <Events page={page} place={place} />
    </section>
  );
};

type LaneProps = {
  lane: readonly ClockExplanation[];
  place: (at: number) => number;
  now: number;
  zone: string;
  isOpen: boolean;
  open: () => void;
  page: TicketPage;
};
const Lane = ({ lane, place, now, zone, isOpen, open, page }: LaneProps) => {
  const last = lane.at(-1);
  if (!last) return null;
  const { target, cycle } = last;
  return (
    <>
      <button type="button" className="clock-lane" aria-expanded={isOpen} onClick={open}>
        <span className="name">
          <b>{TARGET[target]}</b>
          <small>
            {promised(last)}
            {target === 'update' && lane.length > 1 ? `, ${ordinal(lane.length)}` : ''}
            {cycle > 1 ? `, cycle ${cycle}` : ''}
          </small>
        </span>
        <span className="track" aria-hidden="true">
          {lane.map((clock) => (
            <Bars key={clock.armedAt} clock={clock} place={place} now={now} />
          ))}
          <i className="now" style={{ left: `${place(now)}%` }} />
        </span>
        <Verdict clock={last} zone={zone} />
      </button>
      {isOpen && <Why clocks={lane} page={page} />}
    </>
  );
};

const ordinal = (n: number): string =>
  `${n}${['th', 'st', 'nd', 'rd'][n % 100 > 10 && n % 100 < 14 ? 0 : n % 10] ?? 'th'}`;
const promised = ({ target, minutes }: ClockExplanation): string => {
  const long = minutes >= 1440 && minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
  return `${target === 'update' ? 'every' : 'within'} ${long}`;
};

const Bars = ({ clock, place, now }: { clock: ClockExplanation; place: (at: number) => number; now: number }) => {
  const bar = (from: number, to: number, kind: string) => (
    <i
      key={`${kind}${from}`}
      className={`bar ${kind}`}
      style={{ left: `${place(from)}%`, width: `${Math.max(0, place(to) - place(from))}%` }}
    />
  );
  const due = clock.dueAt === undefined ? undefined : time(clock.dueAt);
  const isOpen = clock.state === 'running' || clock.state === 'paused';
  const done = clock.doneAt === undefined ? undefined : time(clock.doneAt);
  return (
    <>
      {clock.stretches.map(({ kind, from, to }) => bar(time(from), time(to), `${kind} ${clock.state}`))}
      {isOpen && due !== undefined && due > now && bar(now, due, 'left-over')}
      {clock.state === 'breached' && due !== undefined && due < (done ?? now) && bar(due, done ?? now, 'after')}
      {due !== undefined && <i className="due" style={{ left: `${place(due)}%` }} />}
      {done !== undefined && (
        <i className={`dot ${clock.state}`} style={{ left: `${place(done)}%` }}>
          {clock.state === 'met' ? '✓' : '!'}
        </i>
      )}
    </>
  );
};

const Verdict = ({ clock, zone }: { clock: ClockExplanation; zone: string }) => {
  const { state, dueAt, doneAt } = clock;
  if (state === 'met')
    return (
      <span className="verdict met">
        <b>✓ met</b>
        {doneAt && <small>at {dateTime(doneAt, zone)}</small>}
      </span>
    );
  if (state === 'breached')
    return (
      <span className="verdict breached">
        <b>! breached</b>
        {dueAt && <small>due {dateTime(dueAt, zone)}</small>}
      </span>
    );
  if (state === 'running' && dueAt)
    return (
      <span className="verdict">
        <Left due={dueAt} />
        <small>due {dateTime(dueAt, zone)}</small>
      </span>
    );
  return (
    <span className="verdict on-hold">
      <b>{state === 'paused' ? '❚❚ on hold' : 'cancelled'}</b>
    </span>
  );
};

const TICKS = 7;
const STEPS_MIN = [5, 10, 15, 30, 60, 120, 240, 360, 720, 1440, 2880, 7200, 14_400, 43_200];
/** Whole times at which the scale is marked, none nearer to the one before than it can be read. */
const Scale = ({
  from,
  to,
  place,
  zone,
}: {
  from: number;
  to: number;
  place: (at: number) => number;
  zone: string;
}) => {
  const step = (STEPS_MIN.find((minutes) => (to - from) / 60_000 / minutes <= TICKS * 8) ?? 43_200) * 60_000;
  const ticks: { at: number; left: number }[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) {
    const left = place(at);
    if (left >= (ticks.at(-1)?.left ?? -9) + 9 && left < 97) ticks.push({ at, left });
  }
  return (
    <div className="scale" aria-hidden="true">
      <span className="track">
        {ticks.map(({ at, left }, index) => (
          <small key={at} style={{ left: `${left}%` }}>
            {index === 0 ? dateTime(at, zone).replace(/^(\w{3}) \w{3} \d+ /, '$1 ') : clockTime(at, zone)}
          </small>
        ))}
      </span>
    </div>
  );
};

const Events = ({ page, place }: { page: TicketPage; place: (at: number) => number }) => (
  <div className="clock-lane events" aria-hidden="true">
    <span className="name">Events</span>
    <span className="track">
      {page.timeline.map(({ at, stream, revision }) => (
        <i key={`${stream}${revision}`} className="event" style={{ left: `${place(time(at))}%` }} />
      ))}
    </span>
    <span className="verdict quiet">Press a clock: why?</span>
  </div>
);
