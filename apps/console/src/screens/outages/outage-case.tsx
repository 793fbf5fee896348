import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Entered } from '../../lib/body';
import { call } from '../../lib/call';
import { OWN_ZONE, zonedTime } from '../../lib/time';
import { DeskSheet } from '../../parts/desk-sheet';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { Asked } from '../../parts/states';
import type { OutagePage, OutageTicket } from '../../types.gen';
import { FAULT } from '../../words';

type Act = { readonly label: string; readonly path: string; readonly given?: Entered };

export const OutageCase = ({ outageId, mayAct }: { outageId: string; mayAct: boolean }) => {
  const queries = useQueryClient();
  const [act, say] = useState<Act>();
  const outage = useQuery({
    queryKey: ['list', 'outage', outageId],
    queryFn: async () => (await call('GET /outages/{outageId}', { path: { outageId } })).data,
  });
  return (
    <Asked of={outage}>
      {(page) => (
        <>
          <h2 className="case-title">{page.summary}</h2>
          <p className="facts">
            <span>{page.outageId}</span>
            <span>
              {page.status === 'open' ? 'open' : 'closed'} since{' '}
              {zonedTime(page.closedAt ?? page.startedAt ?? page.openedAt, OWN_ZONE)}
            </span>
            <span>declared by {page.openedBy}</span>
          </p>
          {mayAct && page.status === 'open' && <Acts page={page} say={say} />}
          <Cause page={page} />
          <Tickets page={page} mayAct={mayAct} say={say} />
          <Notices page={page} />
          {act && (
            <DeskSheet
              key={act.path}
              {...act}
              zone={OWN_ZONE}
              close={() => say(undefined)}
              done={() => void queries.invalidateQueries({ queryKey: ['list'] })}
            />
          )}
        </>
      )}
    </Asked>
  );
};

const Acts = ({ page: { outageId, tickets }, say }: { page: OutagePage; say: (act: Act) => void }) => {
  const path = (tail: string) => `/outages/${outageId}/${tail}`;
  const acts: readonly Act[] = [
    { label: 'Add a ticket', path: path('tickets') },
    { label: `Tell all ${tickets.length} clients`, path: path('notices') },
    { label: 'Say what caused it', path: path('cause') },
    { label: 'Close it', path: path('closing') },
  ];
  return (
    <section className="panel commands" aria-label="What you can do now">
      <div className="likely">
        {acts.map((one) => (
          <button key={one.label} type="button" className="button" onClick={() => say(one)}>
            {one.label}
          </button>
        ))}
      </div>
    </section>
  );
};

const Cause = ({ page: { cause, note } }: { page: OutagePage }) =>
  cause || note ? (
    <section className="panel" aria-labelledby="cause-title">
      <h2 id="cause-title">What caused it</h2>
      {cause && (
        <p>
          <b>{FAULT[cause.faultClass]}</b>
          {cause.sharePercent !== undefined && `, ${cause.sharePercent} % the client’s`}: “{cause.reason}”{' '}
          <span className="quiet">
            {cause.by}, {zonedTime(cause.at, OWN_ZONE)}; it is proposed to the review of each ticket
          </span>
        </p>
      )}
      {note && <p>{note}</p>}
    </section>
  ) : null;

const PASSED = { replied: 'told', told_elsewhere: 'told on another ticket', ended: 'was over' } as const;
const lastPassed = ({ passedOn }: OutageTicket) => passedOn.at(-1);

type TicketsProps = { page: OutagePage; mayAct: boolean; say: (act: Act) => void };
const Tickets = ({ page: { outageId, tickets, status }, mayAct, say }: TicketsProps) => (
  <section className="panel" aria-labelledby="tickets-title">
    <h2 id="tickets-title">Its tickets</h2>
    {tickets.length === 0 && <p className="quiet">None yet.</p>}
    <ul className="rows">
      {tickets.map((one) => (
        <li key={one.ticketId}>
          <Link to={`/tickets/${one.ticketId}`}>
            <Number9 id={one.ticketId} />
          </Link>
          <strong>{one.client}</strong>
          <span>
            {lastPassed(one) ? PASSED[lastPassed(one)?.outcome ?? 'replied'] : 'not told yet'}
            {one.proposed && (
              <small>
                {one.proposed === 'proposed' ? 'cause proposed to its review' : 'its review takes no proposal'}
              </small>
            )}
          </span>
          {mayAct && status === 'open' && (
            <button
              type="button"
              className="button end"
              onClick={() =>
                say({
                  label: 'Take it out',
                  path: `/outages/${outageId}/detachments`,
                  given: { ticketId: one.ticketId },
                })
              }
            >
              Take it out …
            </button>
          )}
        </li>
      ))}
    </ul>
  </section>
);

const Notices = ({ page: { notices } }: { page: OutagePage }) => (
  <section className="panel history" aria-labelledby="notices-title">
    <h2 id="notices-title">What all were told</h2>
    {notices.length === 0 && <p className="quiet">Nothing yet.</p>}
    <ol>
      {notices.map(({ noticeId, text, at, by }) => (
        <li key={noticeId} className="event talk">
          <time dateTime={at}>{zonedTime(at, OWN_ZONE)}</time>
          <div>
            <span className="quiet">{by}</span>
            <p>{text}</p>
          </div>
        </li>
      ))}
    </ol>
  </section>
);
