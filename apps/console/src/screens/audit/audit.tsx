import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { LedgerLine } from '../../types.gen';
import { dollars, FAULT, inWords, POSTING } from '../../words';
import { Findings } from './findings';

/** What somebody who checks looks for first: money that was taken back, or given on another ground than before. */
export default function Audit({ who }: ScreenProps) {
  const findings = useQuery({
    queryKey: ['list', 'findings'],
    queryFn: async () => {
      const [postings, overlaps] = await Promise.all([
        call('GET /ledger', { query: { sort: '-at', limit: 500 } }),
        call('GET /queues/overlapping-work', { query: { limit: 200 } }),
      ]);
      return { postings: postings.data.rows.filter(({ cause }) => cause !== undefined), overlaps: overlaps.data.rows };
    },
  });
  return (
    <ScreenPage
      title="Audit"
      beside={
        <span className="quiet">A ticket’s page goes back in time (t), and has the record behind each line.</span>
      }
    >
      <Asked of={findings}>
        {({ postings, overlaps }) => (
          <>
            <Decided rows={postings} />
            {who.role === 'auditor' && <Findings />}
            <section className="panel" aria-labelledby="overlaps-title">
              <h2 id="overlaps-title">One time, written down on two tickets</h2>
              {overlaps.length === 0 && <p className="quiet">Nobody has.</p>}
              <ul className="rows">
                {overlaps.map(({ engineer, ticketId, workId, overlaps: others }) => (
                  <li key={ticketId + workId}>
                    <strong>{engineer}</strong>
                    {[ticketId, ...others.map((other) => other.ticketId)].map((id) => (
                      <Link key={id} to={`/tickets/${id}`}>
                        <Number9 id={id} />
                      </Link>
                    ))}
                  </li>
                ))}
              </ul>
            </section>
          </>
        )}
      </Asked>
    </ScreenPage>
  );
}

const Decided = ({ rows }: { rows: readonly LedgerLine[] }) => (
  <section className="panel" aria-labelledby="decided-title">
    <h2 id="decided-title">Postings that somebody decided</h2>
    {rows.length === 0 && <Empty title="None">Every posting of these months followed from the rules alone.</Empty>}
    <ul className="rows">
      {rows.map(({ postingId, ticketId, client, kind, cents, faultClass, cause, atLocal }) => (
        <li key={postingId}>
          <Link to={`/tickets/${ticketId}`}>
            <Number9 id={ticketId} />
          </Link>
          <span>
            {client}, {atLocal}
            <small>
              {cause &&
                `${inWords(cause.act)} by ${cause.by}${cause.approver ? `, approved by ${cause.approver}` : ''}`}
              {cause?.reason && `: “${cause.reason}”`}
            </small>
          </span>
          <span>{faultClass ? FAULT[faultClass] : ''}</span>
          <b>
            {dollars(cents)} <small>{POSTING[kind]}</small>
          </b>
        </li>
      ))}
    </ul>
  </section>
);
