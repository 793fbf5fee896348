import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { lasted, serverNow } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9, Priority } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { ListedTicket } from '../../types.gen';
import { dollars, STATE } from '../../words';

export default function OwnTickets({ who }: ScreenProps) {
  const tickets = useQuery({
    queryKey: ['list', 'own'],
    queryFn: async () => (await call('GET /tickets', { query: { limit: 200, sort: '-updated' } })).data,
  });
  return (
    <ScreenPage title="Your tickets" beside={<span className="quiet">of {who.clients?.join(', ')}</span>}>
      <Asked of={tickets}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="You have no tickets">That is good news. In an outage call us: day and night.</Empty>
          ) : (
            <>
              <List title="Open" rows={rows.filter(({ open }) => open === 1)} />
              <List title="Over" rows={rows.filter(({ open }) => open !== 1)} />
            </>
          )
        }
      </Asked>
    </ScreenPage>
  );
}

const List = ({ title, rows }: { title: string; rows: readonly ListedTicket[] }) =>
  rows.length === 0 ? null : (
    <section className="panel" aria-label={title}>
      <h2>{title}</h2>
      <ul className="rows tickets">
        {rows.map((row) => (
          <li key={row.ticketId}>
            <Priority is={row.priority} />
            <Link to={`/tickets/${row.ticketId}`} className="what">
              {row.summary}
            </Link>
            <span>{STATE[row.status]}</span>
            <Number9 id={row.ticketId} />
            <span className="quiet">{lasted(serverNow() - Date.parse(row.openedAt))} ago</span>
            <b className={row.billedCents === 0 ? 'nothing' : ''}>{dollars(row.billedCents)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
