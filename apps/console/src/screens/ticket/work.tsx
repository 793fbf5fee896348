import { dateTime, lasted } from '../../lib/time';
import type { TicketPage } from '../../types.gen';
import { inWords } from '../../words';

export const Work = ({ page: { work, overlaps, policy } }: { page: TicketPage }) => {
  if (work.length === 0) return null;
  return (
    <section className="panel work" aria-labelledby="work-title">
      <h2 id="work-title">Work</h2>
      <ul>
        {work.map(({ workId, from, to, engineer, kind, voided }) => (
          <li key={workId} className={voided ? 'voided' : ''}>
            {dateTime(from, policy.zone)} – {dateTime(to, policy.zone).split(' ').at(-1)}{' '}
            <b>{lasted(Date.parse(to) - Date.parse(from))}</b> {engineer}{' '}
            <small>
              {inWords(kind).toLowerCase()}
              {voided && ', void'}
            </small>
          </li>
        ))}
      </ul>
      {overlaps?.map(({ workId, engineer, otherTicketId }) => (
        <p key={`${workId}${otherTicketId}`} className="late">
          {engineer} wrote down the same time on {otherTicketId} as well.
        </p>
      ))}
    </section>
  );
};
