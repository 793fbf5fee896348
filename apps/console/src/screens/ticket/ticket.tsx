import { useMemo, useState } from 'react';
import { useKeys } from '../../lib/keys';
import { usePlace } from '../../lib/router';
import { isPast, type When } from '../../lib/ticket-query';
import { dateTime, lasted, serverNow, zoneName } from '../../lib/time';
import { Link } from '../../parts/link';
import { Key, Number9, Priority, State } from '../../parts/marks';
import { useTitle } from '../../parts/screen-page';
import { Asked } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { Principal, TicketPage } from '../../types.gen';
import { STEPS } from '../../words';
import { Clocks } from './clocks';
import { Commands } from './commands';
import { Compare } from './compare';
import { useExplanation, useMeter, useTicket } from './data';
import { History } from './history';
import { Money } from './money';
import { Travel, travelTo } from './travel';
import { Work } from './work';

export default function Ticket({ part = '', who }: ScreenProps) {
  const { query } = usePlace();
  const when: When = { asOf: query.get('asOf') ?? undefined, knownAt: query.get('knownAt') ?? undefined };
  const today = useTicket(part);
  const [travels, travel] = useState(isPast(when));
  useKeys(
    useMemo(
      () => ({
        t: () => {
          if (travels) travelTo({ asOf: undefined, knownAt: undefined });
          travel(!travels);
        },
      }),
      [travels],
    ),
  );
  return (
    <div className={isPast(when) ? 'ticket past' : 'ticket'}>
      <Asked of={today} rows={10}>
        {({ page, etag }) => (
          <>
            {(travels || isPast(when)) && <Travel today={page} when={when} compares={query.has('compare')} />}
            {isPast(when) && query.has('compare') && <Compare today={page} when={when} />}
            {isPast(when) ? (
              <Then ticketId={part} when={when} who={who} />
            ) : (
              <Whole page={page} etag={etag} who={who} when={when} travel={() => travel(!travels)} />
            )}
          </>
        )}
      </Asked>
    </div>
  );
}

/** The same page as it stood. Nothing can be said of the past. */
const Then = ({ ticketId, when, who }: { ticketId: string; when: When; who: Principal }) => {
  const then = useTicket(ticketId, when);
  return (
    <Asked of={then} rows={10}>
      {({ page }) => <Whole page={page} etag={undefined} who={who} when={when} />}
    </Asked>
  );
};

type WholeProps = { page: TicketPage; etag: string | undefined; who: Principal; when: When; travel?: () => void };
const Whole = ({ page, etag, who, when, travel }: WholeProps) => {
  const { ticketId } = page;
  const explained = useExplanation(ticketId, when);
  const isUndecided = !isPast(when) && (!page.money || page.money.events.some(({ outcome }) => outcome === 'pending'));
  const meter = useMeter(ticketId, isUndecided);
  useTitle(page.summary);
  return (
    <>
      <Head page={page} travel={travel} />
      <div className="columns-2">
        <div>
          {explained.data ? (
            <Clocks page={page} explained={explained.data} {...(isPast(when) && { now: Date.parse(page.at) })} />
          ) : (
            <div className="panel clocks-to-come" aria-busy={!explained.error} />
          )}
          <History page={page} {...(who.role === 'auditor' && { audited: true })} />
        </div>
        <div>
          {isPast(when) ? (
            <p className="panel quiet">This is how it stood. What can be done is on the page of today.</p>
          ) : (
            <Commands page={page} etag={etag} who={who} />
          )}
          <Money page={page} meter={isUndecided ? meter.data : undefined} />
          <Work page={page} />
        </div>
      </div>
    </>
  );
};

const Head = ({ page, travel }: { page: TicketPage; travel: (() => void) | undefined }) => {
  const { ticketId, priority, summary, status, client, tier, assignee, openedAt, at, policy, revision } = page;
  return (
    <header className="ticket-head">
      <p className="crumbs">
        <Link to="/">Board</Link> / <Number9 id={ticketId} />{' '}
        <button type="button" className="plain" onClick={() => void navigator.clipboard.writeText(ticketId)}>
          copy<span className="unseen"> the number</span>
        </button>
        {travel && (
          <button type="button" className="plain" onClick={travel}>
            time travel <Key is="t" />
          </button>
        )}
        <span className="quiet end">
          revision {revision} · {dateTime(travel ? serverNow() : at, policy.zone)}{' '}
          {zoneName(Date.parse(at), policy.zone)}
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
        <span>opened {lasted((travel ? serverNow() : Date.parse(at)) - Date.parse(openedAt))} ago</span>
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
