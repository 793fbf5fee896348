import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import { Wide } from '../../parts/wide';
import type { ScreenProps } from '../../shell/screens';
import type { LedgerLine } from '../../types.gen';
import { dollars, FAULT, inWords, POSTING } from '../../words';

export default function Ledger(_: ScreenProps) {
  const ledger = useQuery({
    queryKey: ['list', 'ledger'],
    queryFn: async () => (await call('GET /ledger', { query: { sort: '-at', limit: 500 } })).data,
  });
  return (
    <ScreenPage
      title="Ledger"
      beside={
        <a className="end button" href="/ledger?format=csv" download>
          Download as CSV
        </a>
      }
    >
      <Asked of={ledger}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="Nothing was posted in these months">
              What is worked at night and was not our fault comes here.
            </Empty>
          ) : (
            Object.entries(Object.groupBy(rows, ({ month }) => month)).map(([month, lines = []]) => (
              <Month key={month} month={month} lines={lines} />
            ))
          )
        }
      </Asked>
    </ScreenPage>
  );
}

const Month = ({ month, lines }: { month: string; lines: readonly LedgerLine[] }) => (
  <section className="panel" aria-label={month}>
    <header>
      <h2>{month}</h2>
      <b className="end">{dollars(lines.reduce((sum, { cents }) => sum + cents, 0))}</b>
    </header>
    <Wide label={`Postings of ${month}`}>
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Ticket</th>
            <th scope="col">Client</th>
            <th scope="col">What</th>
            <th scope="col">Fault</th>
            <th scope="col">Minutes</th>
            <th scope="col">Amount</th>
            <th scope="col">Balance of the ticket</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.postingId}>
              <td>{line.atLocal}</td>
              <td>
                <Link to={`/tickets/${line.ticketId}`}>
                  <Number9 id={line.ticketId} />
                </Link>
              </td>
              <td>{line.client}</td>
              <td>
                {POSTING[line.kind]}
                {line.cause && (
                  <small>
                    {inWords(line.cause.act)} by {line.cause.by}
                  </small>
                )}
              </td>
              <td>{line.faultClass ? FAULT[line.faultClass] : ''}</td>
              <td className="figure">{line.minutes}</td>
              <td className="figure">{dollars(line.cents)}</td>
              <td className="figure">{dollars(line.balanceCents)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  </section>
);
