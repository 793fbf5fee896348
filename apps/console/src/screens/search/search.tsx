import { useInfiniteQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { go, usePlace, withQuery } from '../../lib/router';
import { lasted, serverNow } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9, Priority, State } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { ListedTicket } from '../../types.gen';
import { dollars, STATE } from '../../words';

const FILTERS = ['q', 'status', 'priority', 'client', 'open'] as const;

export default function Search(_: ScreenProps) {
  const { query } = usePlace();
  const asked = Object.fromEntries(FILTERS.flatMap((name) => (query.get(name) ? [[name, query.get(name) ?? '']] : [])));
  const found = useInfiniteQuery({
    queryKey: ['list', 'tickets', asked],
    initialPageParam: '',
    queryFn: async ({ pageParam: cursor, signal }) =>
      (await call('GET /tickets', { query: { ...asked, limit: 50, cursor }, signal })).data,
    getNextPageParam: ({ next }) => next,
    placeholderData: (before) => before,
  });
  return (
    <ScreenPage
      title="Search"
      beside={
        <>
          <input
            type="search"
            aria-label="Words of a ticket, or its number"
            placeholder="Words of a ticket, or its number"
            defaultValue={query.get('q') ?? ''}
            onChange={({ target }) => go(withQuery({ q: target.value.trim() || undefined }), { replace: true })}
          />
          <Select name="status" options={Object.entries(STATE)} all="Any state" />
          <Select name="priority" options={['P1', 'P2', 'P3', 'P4'].map((p) => [p, p] as const)} all="Any priority" />
          <a className="end button" href={`/tickets?${new URLSearchParams({ ...asked, format: 'csv' })}`} download>
            Download as CSV
          </a>
        </>
      }
    >
      <Asked of={found}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.rows);
          if (rows.length === 0)
            return <Empty title="No ticket is like this">Fewer words, or another state, may find it.</Empty>;
          return (
            <>
              <Tickets rows={rows} />
              {found.hasNextPage && (
                <button type="button" className="button" onClick={() => void found.fetchNextPage()}>
                  Show more
                </button>
              )}
            </>
          );
        }}
      </Asked>
    </ScreenPage>
  );
}

type SelectProps = { name: string; options: readonly (readonly [string, string])[]; all: string };
const Select = ({ name, options, all }: SelectProps) => (
  <select
    aria-label={all}
    value={usePlace().query.get(name) ?? ''}
    onChange={({ target }) => go(withQuery({ [name]: target.value || undefined }), { replace: true })}
  >
    <option value="">{all}</option>
    {options.map(([value, says]) => (
      <option key={value} value={value}>
        {says}
      </option>
    ))}
  </select>
);

const Tickets = ({ rows }: { rows: readonly ListedTicket[] }) => (
  <ul className="rows tickets">
    {rows.map((row) => (
      <li key={row.ticketId}>
        <Priority is={row.priority} />
        <Link to={`/tickets/${row.ticketId}`} className="what">
          {row.summary}
        </Link>
        <span>{row.client}</span>
        <State is={row.status} />
        <Number9 id={row.ticketId} />
        <span className="quiet">{lasted(serverNow() - Date.parse(row.openedAt))} ago</span>
        <b className={row.billedCents === 0 ? 'nothing' : ''}>{dollars(row.billedCents)}</b>
      </li>
    ))}
  </ul>
);
