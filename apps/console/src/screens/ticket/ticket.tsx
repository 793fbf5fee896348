import { dateTime, lasted, serverNow, zoneName } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9, Priority, State } from '../../parts/marks';
import { useTitle } from '../../parts/screen-page';
import { Asked } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { Principal, TicketPage } from '../../types.gen';
import { STEPS } from '../../words';
import { Clocks } from './clocks';
import { Commands } from './commands';
import { useExplanation, useMeter, useTicket } from './data';
import { History } from './history';
import { Money } from './money';
import { Work } from './work';

export default function Ticket({ part = '', who }: ScreenProps) {
  const ticket = useTicket(part);
  return (
    <div className="ticket">
      <Asked of={ticket} rows={10}>
        {({ page, etag }) => <Whole page={page} etag={etag} who={who} />}
      </Asked>
    </div>
  );
}

const Whole = ({ page, etag, who }: { page: TicketPage; etag: string | undefined; who: Principal }) => {
  const { ticketId } = page;
  const explained = useExplanation(ticketId);
  const isUndecided = !page.money || page.money.events.some(({ outcome }) => outcome === 'pending');
  const meter = useMeter(ticketId, isUndecided);
  useTitle(page.summary);
  return (
    <>
      <Head page={page} />
      <div className="columns-2">
        <div>
          {explained.data ? (
            <Clocks page={page} explained={explained.data} />
          ) : (
            <div className="panel clocks-to-come" aria-busy={!explained.error} />
          )}
          <History page={page} />
        </div>
        <div>
          <Commands page={page} etag={etag} who={who} />
          <Money page={page} meter={isUndecided ? meter.data : undefined} />
          <Work page={page} />
        </div>
      </div>
    </>
  );
};

const Head = ({ page }: { page: TicketPage }) => {
  const { ticketId, priority, summary, status, client, tier, assignee, openedAt, at, policy, revision } = page;
  return (
    <header className="ticket-head">
      <p className="crumbs">
        <Link to="/">Board</Link> / <Number9 id={ticketId} />{' '}
        <button type="button" className="plain" onClick={() => void navigator.clipboard.writeText(ticketId)}>
          copy<span className="unseen"> the number</span>
        </button>
        <span className="quiet end">
          revision {revision} · {dateTime(serverNow(), policy.zone)} {zoneName(Date.parse(at), policy.zone)}
        </span>
      </p>
      <h1>
        <Priority is={priority} /> {summary}
      </h1>
      <p className="facts">
        <State is={status} />
        <span>{client}</span>
        <span>tier {tier}</span>
        <span>
          with <b>{assignee ?? 'nobody'}</b>
        </span>
        <span>opened {lasted(serverNow() - Date.parse(openedAt))} ago</span>
      </p>
      <Steps page={page} />
    </header>
  );
};

const Steps = ({ page: { status } }: { page: TicketPage }) => {
  const at = (STEPS as readonly string[]).indexOf(status);
  const reached = at === -1 ? STEPS.indexOf('in_progress') : at;
  return (
    <ol className="steps" aria-label="How far it is">
      {STEPS.map((step, index) => (
        <li key={step} className={index <= reached ? 'done' : ''} aria-current={step === status ? 'step' : undefined}>
          {step.replace('_', ' ')}
        </li>
      ))}
    </ol>
  );
};
