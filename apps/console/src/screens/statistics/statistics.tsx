import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import { Wide } from '../../parts/wide';
import type { ScreenProps } from '../../shell/screens';
import type { SlaFigures } from '../../types.gen';
import { dollars, TARGET } from '../../words';

const MONEY = ['billing', 'supervisor', 'auditor'];

export default function Statistics({ who }: ScreenProps) {
  const sla = useQuery({
    queryKey: ['list', 'statistics'],
    queryFn: async () => (await call('GET /statistics/sla', { query: { by: 'target,priority' } })).data,
  });
  return (
    <ScreenPage
      title="Statistics"
      beside={
        <a className="end button" href="/statistics/sla?format=csv" download>
          Download as CSV
        </a>
      }
    >
      <Asked of={sla}>
        {({ rows }) =>
          rows.length === 0 ? (
            <Empty title="No clock has been due yet">
              Figures begin with the first promise that is met, or is not.
            </Empty>
          ) : (
            Object.entries(Object.groupBy(rows, ({ month }) => month))
              .toReversed()
              .map(([month, figures = []]) => <Month key={month} month={month} figures={figures} />)
          )
        }
      </Asked>
      {MONEY.includes(who.role) && <AfterHours />}
    </ScreenPage>
  );
}

/** Readable in grey: what is met is a filled bar, what is breached a hatched one, and both are written down. */
const Month = ({ month, figures }: { month: string; figures: readonly SlaFigures[] }) => (
  <section className="panel" aria-label={month}>
    <h2>{month}</h2>
    <Wide label={`Promises of ${month}`}>
      <table className="bars">
        <thead>
          <tr>
            <th scope="col">Promise</th>
            <th scope="col">Priority</th>
            <th scope="col">Met</th>
            <th scope="col">Breached</th>
            <th scope="col">Undecided</th>
            <th scope="col">Attainment</th>
          </tr>
        </thead>
        <tbody>
          {figures.map(({ target, priority, met, breached, pending, attainment }) => (
            <tr key={`${target}${priority}`}>
              <td>{target ? TARGET[target] : ''}</td>
              <td>{priority}</td>
              <td className="figure">{met}</td>
              <td className="figure">{breached}</td>
              <td className="figure">{pending}</td>
              <td>
                <meter min={0} max={100} value={attainment ?? 0} aria-hidden="true" />{' '}
                {attainment === null ? 'none due' : `${attainment} %`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  </section>
);

const AfterHours = () => {
  const sums = useQuery({
    queryKey: ['list', 'after-hours'],
    queryFn: async () => (await call('GET /statistics/after-hours', { query: { by: 'client' } })).data,
  });
  const rows = sums.data?.rows ?? [];
  if (rows.length === 0) return null;
  const most = Math.max(...rows.map(({ cents }) => cents));
  return (
    <section className="panel" aria-labelledby="after-hours-title">
      <h2 id="after-hours-title">After-hours charges</h2>
      <Wide label="Charges by month">
        <table className="bars">
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col">Client</th>
              <th scope="col">Postings</th>
              <th scope="col">Sum</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ month, client, postings, cents }) => (
              <tr key={`${month}${client}`}>
                <td>{month}</td>
                <td>{client}</td>
                <td className="figure">{postings}</td>
                <td>
                  <meter min={0} max={most || 1} value={cents} aria-hidden="true" /> {dollars(cents)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Wide>
    </section>
  );
};
