import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, Refused } from '../../lib/call';
import { go, usePlace, withQuery } from '../../lib/router';
import { lasted, serverNow } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9, Priority } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { ListedPage, Principal } from '../../types.gen';
import { inWords } from '../../words';
import { Shifts } from './shifts';

const TEAM = 'support';
const DESK = ['agent', 'engineer', 'on-call', 'supervisor'];

export default function OnCall({ who }: ScreenProps) {
  const pages = useQuery({
    queryKey: ['list', 'pages'],
    queryFn: async () => (await call('GET /pages', { query: { limit: 100 } })).data.rows,
  });
  return (
    <ScreenPage title="On call">
      <Asked of={pages}>
        {(rows) => (
          <section className="panel" aria-labelledby="pages-title">
            <h2 id="pages-title">Pages</h2>
            {rows.length === 0 && (
              <Empty title="Nobody had to be woken">A P1 outside office hours pages who is on call.</Empty>
            )}
            <ul className="rows">
              {rows.toSorted(activeFirst).map((row) => (
                <Page key={`${row.ticketId}${row.page}`} row={row} mayAcknowledge={DESK.includes(who.role)} />
              ))}
            </ul>
          </section>
        )}
      </Asked>
      <Now who={who} />
    </ScreenPage>
  );
}

/** Else as they were listed, the newest first. */
const activeFirst = (one: ListedPage, other: ListedPage) =>
  Number(other.status === 'active') - Number(one.status === 'active');

const Page = ({ row, mayAcknowledge }: { row: ListedPage; mayAcknowledge: boolean }) => (
  <li>
    <Priority is={row.priority} />
    <Link to={`/tickets/${row.ticketId}`}>
      <Number9 id={row.ticketId} />
    </Link>
    <span>{row.client}</span>
    <span>
      {inWords(row.status)}
      {row.acknowledgedBy && ` by ${row.acknowledgedBy}`}
      <small>
        {row.level && `${row.level}, `}round {row.round}, {row.calls.length} {row.calls.length === 1 ? 'call' : 'calls'}
        {row.because && `: ${inWords(row.because).toLowerCase()}`}
      </small>
    </span>
    <span className="quiet end">{lasted(serverNow() - Date.parse(row.dispatchedAt))} ago</span>
    {mayAcknowledge && row.status === 'active' && <Acknowledge ticketId={row.ticketId} />}
  </li>
);

const Acknowledge = ({ ticketId }: { ticketId: string }) => {
  const queries = useQueryClient();
  const [key] = useState(() => crypto.randomUUID());
  const [said, say] = useState('');
  const acknowledge = async () => {
    try {
      await call('POST /pages/{ticketId}/acknowledgement', { path: { ticketId }, body: {}, key });
      await queries.invalidateQueries({ queryKey: ['list', 'pages'] });
    } catch (error) {
      say(error instanceof Refused ? error.message : String(error));
    }
  };
  return (
    <>
      <button type="button" className="button main" onClick={() => void acknowledge()}>
        I have it
      </button>
      <span role="status">{said}</span>
    </>
  );
};

/** Who is called first, second, and at last, by the roster of a team. */
const Now = ({ who }: { who: Principal }) => {
  const team = usePlace().query.get('team') ?? TEAM;
  const onCall = useQuery({
    queryKey: ['on-call', team],
    retry: false,
    queryFn: async () => (await call('GET /rosters/{team}/on-call', { path: { team } })).data.onCall,
  });
  const isWritten = !(onCall.error instanceof Refused);
  return (
    <>
      <section className="panel" aria-labelledby="now-title">
        <header>
          <h2 id="now-title">Who is on call now</h2>
          <label className="team">
            Team{' '}
            <input
              defaultValue={team}
              onBlur={({ target }) => go(withQuery({ team: target.value.trim() }), { replace: true })}
            />
          </label>
        </header>
        {onCall.error instanceof Refused && <p className="quiet">{onCall.error.message}</p>}
        {onCall.data?.length === 0 && <p className="late">! Nobody is.</p>}
        <ul className="rows">
          {onCall.data?.map(({ level, name, person }) => (
            <li key={level}>
              <strong>{inWords(level)}</strong>
              <span>
                {name} <span className="quiet">{person}</span>
              </span>
            </li>
          ))}
        </ul>
      </section>
      {isWritten && <Shifts team={team} who={who} />}
    </>
  );
};
