import { LANES, type Lane } from '../../lib/board-store';
import { go, usePlace, withQuery } from '../../lib/router';
import type { BoardFeed } from './feed';

const CLIENTS_SHOWN = 3;

/** Those with the most tickets; the one that is filtered by in any case. */
const clientsOf = (lanes: readonly Lane[], chosen: string | null): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { rows } of lanes) for (const { client } of rows) counts.set(client, (counts.get(client) ?? 0) + 1);
  const most = [...counts].sort(([, a], [, b]) => b - a).map(([client]) => client);
  return [...new Set([...(chosen ? [chosen] : []), ...most.slice(0, CLIENTS_SHOWN)])];
};

export const BoardFilters = ({ feed, lanes }: { feed: BoardFeed; lanes: readonly Lane[] }) => {
  const { query } = usePlace();
  const chip = (name: string, value: string, says: string) => {
    const on = query.get(name) === value;
    return (
      <button
        key={says}
        type="button"
        className="chip"
        aria-pressed={on}
        onClick={() => go(withQuery({ [name]: on ? undefined : value }))}
      >
        {says}
      </button>
    );
  };
  const has = (id: string): number => lanes.find((lane) => lane.id === id)?.rows.length ?? 0;
  return (
    <header className="board-head">
      <div className="title">
        <h1>SLA board</h1>
        <span className="quiet" aria-live="off">
          {feed.rows.size.toLocaleString('en-US')} open{feed.isWhole ? '' : ' …'}
        </span>
        <fieldset className="chips">
          <legend className="unseen">Filters</legend>
          {['P1', 'P2', 'P3', 'P4'].map((priority) => chip('priority', priority, priority))}
          {chip('breached', 'yes', 'Breached')}
          {chip('assignee', 'none', 'Nobody’s')}
          {clientsOf(lanes, query.get('client')).map((client) => chip('client', client, client))}
        </fieldset>
      </div>
      <ul className="lanes" aria-label="How much is left">
        {LANES.map(({ id, title }) => (
          <li key={id}>
            <a className={has(id) ? `lane ${id}` : 'lane'} href={`#lane-${id}`}>
              <b>{has(id).toLocaleString('en-US')}</b>
              {title}
            </a>
          </li>
        ))}
      </ul>
    </header>
  );
};
