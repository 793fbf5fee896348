import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef, useState } from 'react';
import type { LaneId } from '../../lib/board-store';
import { Left } from '../../parts/left';
import { Link } from '../../parts/link';
import { ClockWord, Number9, Priority, State } from '../../parts/marks';
import type { SlaBoardRow } from '../../types.gen';
import type { BoardFeed } from './feed';

export type BoardLine =
  | { readonly ticketId: string }
  | { readonly lane: LaneId; readonly title: string; readonly count: number; readonly hidden: number };

const COLUMNS = ['Time left', 'Open clocks', 'Ticket', 'What', 'Client', 'Prio', 'State', 'With'];
const NARROW = '(max-width: 760px)';
const useIsNarrow = () => {
  const [is, set] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const changed = () => set(media.matches);
    media.addEventListener('change', changed);
    return () => media.removeEventListener('change', changed);
  }, []);
  return is;
};

type Props = {
  feed: BoardFeed;
  lines: readonly BoardLine[];
  at: string | undefined;
  all: number;
  onShowAll: () => void;
  isAllShown: boolean;
};

export const BoardTable = ({ feed, lines, at, all, onShowAll, isAllShown }: Props) => {
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = useIsNarrow();
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index] && 'lane' in lines[index] ? 36 : isNarrow ? 64 : 44),
    getItemKey: (index) => keyOf(lines[index]),
    overscan: 8,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as the width lets them.
  useEffect(() => virtual.measure(), [virtual, isNarrow]);
  useEffect(() => {
    const index = lines.findIndex((line) => 'ticketId' in line && line.ticketId === at);
    if (at !== undefined && index >= 0) virtual.scrollToIndex(index, { align: 'auto' });
  }, [at, lines, virtual]);
  useLaneLinks(lines, (index) => virtual.scrollToIndex(index, { align: 'start' }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: whoever scrolls by keyboard must reach what scrolls.
    <div className="scroller" ref={scroller} tabIndex={0} role="region" aria-label="Tickets by what is left">
      <div role="table" aria-label="Open tickets" aria-rowcount={all + 1}>
        <div role="rowgroup">
          <div role="row" className="columns" aria-rowindex={1}>
            {COLUMNS.map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className="lines" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => {
            const line = lines[index];
            if (!line) return null;
            const style = { transform: `translateY(${start}px)` };
            if ('lane' in line)
              return (
                <div key={key} role="row" className="lane-title" style={style} aria-rowindex={index + 2}>
                  <span role="cell" aria-colspan={COLUMNS.length}>
                    <b>{line.title}</b> {line.count.toLocaleString('en-US')}{' '}
                    {(line.hidden > 0 || (line.lane === 'breached' && isAllShown)) && (
                      <button type="button" className="plain" onClick={onShowAll}>
                        {line.hidden > 0 ? `show ${line.hidden.toLocaleString('en-US')} more` : 'show the worst alone'}
                      </button>
                    )}
                  </span>
                </div>
              );
            const row = feed.rows.get(line.ticketId);
            return row && <Row key={key} row={row} index={index} start={start} isAt={line.ticketId === at} />;
          })}
        </div>
      </div>
    </div>
  );
};

const keyOf = (line: BoardLine | undefined): string => (line ? ('lane' in line ? line.lane : line.ticketId) : '');

/** The lanes above the table lead into it. */
const useLaneLinks = (lines: readonly BoardLine[], scrollTo: (index: number) => void) => {
  useEffect(() => {
    const jump = () => {
      const lane = window.location.hash.replace('#lane-', '');
      const index = lines.findIndex((line) => 'lane' in line && line.lane === lane);
      if (index >= 0) scrollTo(index);
    };
    window.addEventListener('hashchange', jump);
    return () => window.removeEventListener('hashchange', jump);
  });
};

type RowProps = { row: SlaBoardRow; index: number; start: number; isAt: boolean };
const Row = memo(({ row, index, start, isAt }: RowProps) => {
  const link = useRef<HTMLAnchorElement>(null);
  useEffect(() => {
    if (isAt) link.current?.focus({ preventScroll: true });
  }, [isAt]);
  return (
    <div
      role="row"
      className={isAt ? 'line at' : 'line'}
      style={{ transform: `translateY(${start}px)` }}
      aria-rowindex={index + 2}
    >
      <span role="cell" className="time">
        <Left due={row.urgentAt} />
      </span>
      <span role="cell" className="clocks">
        {row.clocks.map((clock) => (
          <ClockWord key={`${clock.target}${clock.cycle}${clock.armedAt}`} clock={clock} />
        ))}
      </span>
      <span role="cell" className="id">
        <Number9 id={row.ticketId} />
      </span>
      <span role="cell" className="what">
        <Link ref={link} to={`/tickets/${row.ticketId}`}>
          {row.summary ?? `Ticket ${row.ticketId}`}
        </Link>
      </span>
      <span role="cell" className="client">
        {row.client}
      </span>
      <span role="cell" className="prio">
        <Priority is={row.priority} />
      </span>
      <span role="cell" className="state">
        <State is={row.status} />
      </span>
      <span role="cell" className="with">
        {row.assignee ?? <i>nobody</i>}
      </span>
    </div>
  );
});
