import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { go, usePlace, withQuery } from '../../lib/router';
import { OWN_ZONE, zonedTime } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { Asked } from '../../parts/states';
import type { Finding } from '../../types.gen';

const SHOWN = 200;
const KINDS: Readonly<Record<Finding['kind'], string>> = {
  waiver: 'Given up',
  superseded: 'Judged anew',
  backdated: 'Dated back',
  'late-correction': 'Corrected late',
  'worked-and-decided': 'Worked and decided',
  overlap: 'One time twice',
  automatic: 'By a process',
  'second-person': 'Two persons',
  'late-change': 'Changed under money',
};
const ticketOf = (stream: string): string | undefined => /^(?:ticket|billing|sla)-(.+)$/.exec(stream)?.[1];

/** What an auditor looks for in the whole store: the latest of each kind first. */
export const Findings = () => {
  const kind = usePlace().query.get('kind') ?? '';
  const found = useQuery({
    queryKey: ['list', 'audit-findings', kind],
    placeholderData: (before) => before,
    queryFn: async () =>
      (await call('GET /audit/findings', { query: { limit: 1_000, ...(kind !== '' && { kind }) } })).data,
  });
  return (
    <section className="panel" aria-labelledby="found-title">
      <header>
        <h2 id="found-title">Found in the whole store</h2>
        <fieldset className="chips">
          <legend className="unseen">Kinds</legend>
          {Object.entries(KINDS).map(([one, title]) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={kind === one}
              onClick={() => go(withQuery({ kind: kind === one ? undefined : one }), { replace: true })}
            >
              {title}
            </button>
          ))}
        </fieldset>
      </header>
      <Asked of={found} rows={4}>
        {({ rows, isComplete, readEvents }) => (
          <>
            {!isComplete && (
              <p className="late" role="status">
                The store is still being read: {readEvents.toLocaleString('en-US')} events so far.
              </p>
            )}
            {rows.length === 0 && <p className="quiet">Nothing of the kind.</p>}
            <ul className="rows">
              {rows
                .toReversed()
                .slice(0, SHOWN)
                .map((one) => (
                  <Row key={`${one.kind}${one.stream}${one.revision}`} one={one} />
                ))}
            </ul>
            {rows.length > SHOWN && <p className="quiet">{rows.length - SHOWN} older ones: faultline-audit find.</p>}
          </>
        )}
      </Asked>
    </section>
  );
};

const Row = ({ one: { kind, stream, at, who, what } }: { one: Finding }) => {
  const ticketId = ticketOf(stream);
  return (
    <li>
      <span className="quiet">{KINDS[kind]}</span>
      {ticketId ? (
        <Link to={`/tickets/${ticketId}?asOf=${at}&knownAt=${at}`}>
          <Number9 id={ticketId} />
        </Link>
      ) : (
        <span>{stream}</span>
      )}
      <span>
        {what}
        <small>
          {who}, {zonedTime(at, OWN_ZONE)}
        </small>
      </span>
    </li>
  );
};
