import { useState } from 'react';
import { type Kind, sentenceOf, writtenLater } from '../../lib/sentences';
import { clockTime, dayOf, lasted } from '../../lib/time';
import { Link } from '../../parts/link';
import type { TicketPage, TimelineLine } from '../../types.gen';

const FILTERS: readonly (readonly [Kind | 'all', string])[] = [
  ['all', 'All'],
  ['talk', 'Talk'],
  ['progress', 'Progress'],
  ['money', 'Fault and money'],
];

/** `audited`: with the record and its proof at each line, for who checks it. */
export const History = ({ page, audited = false }: { page: TicketPage; audited?: boolean }) => {
  const [kind, setKind] = useState<Kind | 'all'>('all');
  const { zone } = page.policy;
  const lines = page.timeline
    .filter((line) => kind === 'all' || sentenceOf(line).kind === kind)
    .toSorted((a, b) => a.at.localeCompare(b.at));
  const days = Object.groupBy(lines, ({ at }) => dayOf(at, zone));
  return (
    <section className="panel history" aria-labelledby="history-title">
      <header>
        <h2 id="history-title">History</h2>
        <fieldset className="chips">
          <legend className="unseen">Which events</legend>
          {FILTERS.map(([each, title]) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={kind === each}
              onClick={() => setKind(each)}
            >
              {title} {each === 'all' && page.timeline.length}
            </button>
          ))}
        </fieldset>
      </header>
      {page.earlier && (
        <p className="quiet">
          The newest {page.timeline.length}; {page.earlier} older ones are left out.
        </p>
      )}
      {Object.entries(days).map(([day, ofDay]) => (
        <div key={day}>
          <h3>{day}</h3>
          <ol>
            {(ofDay ?? []).map((line) => (
              <Event
                key={`${line.stream}${line.revision}`}
                line={line}
                zone={zone}
                ticketId={page.ticketId}
                audited={audited}
              />
            ))}
          </ol>
        </div>
      ))}
      {lines.length === 0 && <p className="quiet">Nothing of the kind has happened.</p>}
    </section>
  );
};

type EventProps = { line: TimelineLine; zone: string; ticketId: string; audited: boolean };
const Event = ({ line, zone, ticketId, audited }: EventProps) => {
  const { kind, title, text, internal, sha256 } = sentenceOf(line);
  const late = writtenLater(line);
  return (
    <li id={`${line.stream}-${line.revision}`} className={`event ${kind}${internal ? ' internal' : ''}`}>
      <time dateTime={line.at}>{clockTime(line.at, zone)}</time>
      <div>
        <b>{title}</b> <span className="quiet">{line.by?.id}</span>{' '}
        {late !== undefined && <span className="late">written down {lasted(late)} later</span>}
        {sha256 && (
          <a href={`/tickets/${ticketId}/files/${sha256}`} download>
            download<span className="unseen"> {title}</span>
          </a>
        )}
        {text && <p>{text}</p>}
        {audited && (
          <small>
            <Link to={`/tickets/${ticketId}?asOf=${line.at}&knownAt=${line.recordedAt}`}>as it stood then</Link>{' '}
            <a
              href={`/tickets/${ticketId}/events?knownAt=${line.recordedAt}`}
              download={`${ticketId}-${line.revision}.json`}
            >
              record and leaf
            </a>
          </small>
        )}
      </div>
    </li>
  );
};
