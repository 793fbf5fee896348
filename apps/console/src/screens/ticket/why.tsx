import { dateTime, lasted } from '../../lib/time';
import type { ClockExplanation, EventReference, TicketPage } from '../../types.gen';
import { inWords } from '../../words';

const KIND = { counted: 'counted', paused: 'on hold', closed: 'closed hours' } as const;

/** Where the time of a clock went: each stretch with the events that begin and end it, and its clause. */
export const Why = ({ clocks, page }: { clocks: readonly ClockExplanation[]; page: TicketPage }) => (
  <div className="why">
    {clocks.map((clock) => (
      <div key={clock.armedAt}>
        <ul className="said">
          {clock.said.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
        <table>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">From</th>
              <th scope="col">To</th>
              <th scope="col">How long</th>
              <th scope="col">Because of</th>
              <th scope="col">Clause</th>
            </tr>
          </thead>
          <tbody>
            {clock.stretches.map(({ kind, from, to, seconds, begunBy, term }) => (
              <tr key={from} className={kind}>
                <td>{KIND[kind]}</td>
                <td>{dateTime(from, page.policy.zone)}</td>
                <td>{dateTime(to, page.policy.zone)}</td>
                <td>{lasted(seconds * 1_000)}</td>
                <td>{begunBy ? <EventLink event={begunBy} /> : 'hours of the policy'}</td>
                <td>{term.clause}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    ))}
  </div>
);

const EventLink = ({ event: { type, revision } }: { event: EventReference }) => (
  <a href={`#ticket-${revision}`}>{inWords(type)}</a>
);
