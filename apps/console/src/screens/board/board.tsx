import { useCallback, useEffect, useMemo, useState } from 'react';
import { LANES, type Lane } from '../../lib/board-store';
import { useKeys } from '../../lib/keys';
import { go, usePlace, withQuery } from '../../lib/router';
import { serverNow } from '../../lib/time';
import { Key } from '../../parts/marks';
import { useTitle } from '../../parts/screen-page';
import { Empty, Failure, Skeleton } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import { useBoardFeed } from './feed';
import { BoardFilters } from './filters';
import { useStableOrder } from './stable-order';
import { type BoardLine, BoardTable } from './table';

/** Of what is breached the worst stand for all: else hundreds of old ones hide every P1 that can still be saved. */
const WORST = 5;
const LANES_EVERY_MS = 30_000;

const linesOf = (lanes: readonly Lane[], isAllShown: boolean): readonly BoardLine[] =>
  lanes.flatMap(({ id, rows }): BoardLine[] => {
    if (rows.length === 0) return [];
    const shown = id === 'breached' && !isAllShown ? rows.slice(0, WORST) : rows;
    const title = LANES.find((lane) => lane.id === id)?.title ?? '';
    const head: BoardLine = { lane: id, title, count: rows.length, hidden: rows.length - shown.length };
    return [head, ...shown.map(({ ticketId }) => ({ ticketId }))];
  });

const useMinutes = () => {
  const [, again] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => again((n) => n + 1), LANES_EVERY_MS);
    return () => clearInterval(timer);
  }, []);
};

export default function Board(_: ScreenProps) {
  const feed = useBoardFeed();
  useMinutes();
  const { query } = usePlace();
  const filter = {
    priority: query.get('priority') ?? undefined,
    client: query.get('client') ?? undefined,
    breached: query.get('breached') === 'yes',
    nobodys: query.get('assignee') === 'none',
  };
  const fresh = feed.rows.lanes(filter, serverNow());
  const { lanes, waits, moved, take } = useStableOrder(fresh, feed.isWhole, query.toString());
  const [isAllShown, showAll] = useState(false);
  const lines = linesOf(lanes, isAllShown);
  const tickets = lines.flatMap((line) => ('ticketId' in line ? [line.ticketId] : []));
  const { at, move } = useCursor(tickets, moved);
  useTitle('SLA board');
  useKeys(
    useMemo(
      () => ({
        j: () => move(1),
        k: () => move(-1),
        ArrowDown: () => move(1),
        ArrowUp: () => move(-1),
        Enter: () => at !== undefined && go(`/tickets/${at}`),
        u: take,
        '0': () => go('/'),
        ...Object.fromEntries([1, 2, 3, 4].map((n) => [String(n), () => go(withQuery({ priority: `P${n}` }))])),
      }),
      [at, move, take],
    ),
  );
  return (
    <div className="board" onPointerMove={moved}>
      <BoardFilters feed={feed} lanes={fresh} />
      {waits && (
        <button type="button" className="order-changed" onClick={take}>
          Order has changed <Key is="u" />
        </button>
      )}
      {lines.length > 0 && (
        <BoardTable
          feed={feed}
          lines={lines}
          at={at}
          all={feed.rows.size}
          onShowAll={() => showAll(!isAllShown)}
          isAllShown={isAllShown}
        />
      )}
      {lines.length === 0 && <Nothing feed={feed} />}
      <footer className="hints">
        <Key is="j" /> <Key is="k" /> move <Key is="Enter" /> open <Key is="1" />–<Key is="4" /> priority <Key is="0" />{' '}
        all <Key is="/" /> find <Key is="?" /> all keys
      </footer>
    </div>
  );
}

const Nothing = ({ feed }: { feed: ReturnType<typeof useBoardFeed> }) => {
  if (feed.error) return <Failure error={feed.error} again={() => void feed.load()} />;
  if (!feed.isWhole) return <Skeleton rows={12} />;
  return (
    <Empty title="Nothing is running out">
      Every clock of every ticket that matches is met. Take off a filter with <kbd>0</kbd>, or have a coffee.
    </Empty>
  );
};

/** The row that keys stand on. */
const useCursor = (tickets: readonly string[], moved: () => void) => {
  const [at, setAt] = useState<string>();
  const move = useCallback(
    (by: number) => {
      moved();
      setAt((before) => {
        const from = before === undefined ? -1 : tickets.indexOf(before);
        return tickets[Math.max(0, Math.min(tickets.length - 1, from === -1 && by < 0 ? 0 : from + by))];
      });
    },
    [tickets, moved],
  );
  return { at, move };
};
