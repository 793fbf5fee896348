import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, Refused } from '../../lib/call';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked } from '../../parts/states';
import { Wide } from '../../parts/wide';
import type { ScreenProps } from '../../shell/screens';
import type { Health as HealthAnswer, StuckRow } from '../../types.gen';
import { inWords } from '../../words';
import { Webhooks } from './webhooks';

const REREAD_MS = 5_000;

export default function Health({ who }: ScreenProps) {
  const health = useQuery({
    queryKey: ['health'],
    refetchInterval: REREAD_MS,
    queryFn: async () => (await call('GET /health')).data,
  });
  const stuck = useQuery({
    queryKey: ['stuck'],
    refetchInterval: REREAD_MS,
    queryFn: async () => (await call('GET /stuck')).data,
  });
  return (
    <ScreenPage title="Health">
      <Asked of={health}>{(is) => <Processes is={is} />}</Asked>
      <Asked of={stuck}>
        {({ rows }) => <Stuck rows={rows} mayRetry={who.role !== 'agent' && who.role !== 'auditor'} />}
      </Asked>
      {who.role === 'supervisor' && <Webhooks />}
    </ScreenPage>
  );
}

const Processes = ({ is: { engines, work } }: { is: HealthAnswer }) => (
  <section className="panel" aria-labelledby="processes-title">
    <h2 id="processes-title">What runs in this server</h2>
    <Wide label="Processes">
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Behind by</th>
            <th scope="col">Parked</th>
          </tr>
        </thead>
        <tbody>
          {engines.map(({ engine, state, detail }) => (
            <tr key={engine}>
              <td>{engine}</td>
              <td className={state === 'up' ? 'met' : 'breached'}>
                {state === 'up' ? '✓' : '!'} {state}
              </td>
              <td colSpan={2}>{detail}</td>
            </tr>
          ))}
          {work.map(({ name, state, lag, parked, problem }) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                {state}
                {problem && <small className="late">{problem}</small>}
              </td>
              <td className="figure">
                {lag ? `${lag.events}${lag.orMore ? '+' : ''} events, ${(lag.ms / 1000).toFixed(1)} s` : ''}
              </td>
              <td className="figure">{parked ?? 0}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  </section>
);

const Stuck = ({ rows, mayRetry }: { rows: readonly StuckRow[]; mayRetry: boolean }) => (
  <section className="panel" aria-labelledby="stuck-title">
    <h2 id="stuck-title">What does not move</h2>
    {rows.length === 0 && <p className="quiet">Nothing: every process goes on with every ticket.</p>}
    <ul className="rows">
      {rows.map((row) => (
        <li key={`${row.process}${row.ticketId}`}>
          <b>{inWords(row.process)}</b>
          {row.ticketId && (
            <Link to={`/tickets/${row.ticketId}`}>
              <Number9 id={row.ticketId} />
            </Link>
          )}
          <span>
            {row.reason}
            <small>{row.whatToDo}</small>
          </span>
          {mayRetry && row.ticketId && <Retry process={row.process} ticketId={row.ticketId} />}
        </li>
      ))}
    </ul>
  </section>
);

const Retry = ({ process, ticketId }: { process: string; ticketId: string }) => {
  const queries = useQueryClient();
  const [said, say] = useState('');
  const retry = async () => {
    try {
      await call('POST /stuck/{process}/{ticketId}/retry', { path: { process, ticketId }, key: crypto.randomUUID() });
      say('asked for');
    } catch (error) {
      say(error instanceof Refused ? error.message : String(error));
    }
    await queries.invalidateQueries({ queryKey: ['stuck'] });
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void retry()}>
        Retry
      </button>
      <span role="status">{said}</span>
    </>
  );
};
