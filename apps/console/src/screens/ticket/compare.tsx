import { differences } from '../../lib/differences';
import type { When } from '../../lib/ticket-query';
import type { TicketPage } from '../../types.gen';
import { useTicket } from './data';

const standing = ({ status, priority, tier, clocks, money }: TicketPage) => ({
  status,
  priority,
  tier,
  clocks,
  postedCents: money?.postedCents ?? 0,
  events: money?.events ?? [],
});

/** Two standings of a ticket side by side: the one that is travelled to, and today's. */
export const Compare = ({ today, when }: { today: TicketPage; when: When }) => {
  const then = useTicket(today.ticketId, when).data?.page;
  if (!then) return null;
  const lines = differences({ before: standing(then), after: standing(today) }, today.policy.zone);
  const events = today.timeline.length - then.timeline.length;
  return (
    <section className="panel" aria-labelledby="compare-title">
      <h2 id="compare-title">What has changed since</h2>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Then</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ what, from, to }) => (
            <tr key={what}>
              <td>{what}</td>
              <td>{from || '–'}</td>
              <td>
                <b>{to}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="quiet">
        {lines.length === 0 && 'Neither its state, nor a clock, nor its money. '}
        {events} more events.
      </p>
    </section>
  );
};
