import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { dateTime } from '../../lib/time';
import { Left } from '../../parts/left';
import { Link } from '../../parts/link';
import { Number9, Priority } from '../../parts/marks';
import { useTitle } from '../../parts/screen-page';
import { CommandSheet } from '../../parts/sheet';
import { Asked } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { LegalCommand, TicketPage } from '../../types.gen';
import { dollars, FAULT_TO_CLIENT } from '../../words';
import { useMeter, useTicket } from '../ticket/data';
import { History } from '../ticket/history';
import { Staircase } from '../ticket/money';
import { stateSentence } from './state-sentence';

export default function OwnTicket({ part = '' }: ScreenProps) {
  const ticket = useTicket(part);
  return (
    <div className="ticket own">
      <Asked of={ticket} rows={8}>
        {({ page, etag }) => <Whole page={page} etag={etag} />}
      </Asked>
    </div>
  );
}

const Whole = ({ page, etag }: { page: TicketPage; etag: string | undefined }) => {
  useTitle(page.summary);
  const isUndecided = page.money?.events.some(({ outcome }) => outcome === 'pending') === true;
  return (
    <>
      <header className="ticket-head">
        <p className="crumbs">
          <Link to="/">Your tickets</Link> / <Number9 id={page.ticketId} />
        </p>
        <h1>
          <Priority is={page.priority} /> {page.summary}
        </h1>
        <p className="state-sentence">{stateSentence(page)}</p>
        <NextPromise page={page} />
      </header>
      <div className="columns-2">
        <div>
          <History page={page} />
        </div>
        <div>
          <Acts page={page} etag={etag} />
          {isUndecided && <CostsSoFar ticketId={page.ticketId} />}
          <Charged page={page} />
          {page.money && <WhatWasAgreed ticketId={page.ticketId} />}
        </div>
      </div>
    </>
  );
};

/** The promise that is due next. */
const NextPromise = ({ page: { clocks } }: { page: TicketPage }) => {
  const [next] = clocks
    .filter(({ state, dueAt }) => state === 'running' && dueAt !== undefined)
    .toSorted((a, b) => (a.dueAt ?? '').localeCompare(b.dueAt ?? ''));
  if (!next?.dueAt) return null;
  const PROMISES = {
    respond: 'You have our answer in',
    update: 'You hear from us again in',
    restore: 'Service is to be back in',
    resolve: 'It is to be settled in',
  } as const;
  return (
    <p className="promise">
      {PROMISES[next.target]} <Left due={next.dueAt} /> <span className="quiet">{next.dueLocal}</span>
    </p>
  );
};

const Acts = ({ page, etag }: { page: TicketPage; etag: string | undefined }) => {
  const [chosen, choose] = useState<LegalCommand>();
  return (
    <section className="panel commands" aria-labelledby="acts-title">
      <h2 id="acts-title">What you can do now</h2>
      <div className="likely">
        {page.commands.map((one) => (
          <button key={one.command} type="button" className="button" onClick={() => choose(one)}>
            {OUR_WORDS[one.command] ?? one.label}
          </button>
        ))}
        {page.commands.length === 0 && <p className="quiet">Nothing for now: we have it in hand.</p>}
      </div>
      {chosen && (
        <CommandSheet key={chosen.command} command={chosen} page={page} etag={etag} close={() => choose(undefined)} />
      )}
    </section>
  );
};
const OUR_WORDS: Readonly<Record<string, string>> = {
  RecordContact: 'Tell us that you have called',
  AddAttachment: 'Attach a file',
  DisputeFault: 'Dispute',
  ReopenTicket: 'It is not settled: reopen',
  CloseTicket: 'It is settled: close',
  CancelTicket: 'Take it back',
};

const CostsSoFar = ({ ticketId }: { ticketId: string }) => {
  const meter = useMeter(ticketId, true).data;
  if (!meter) return null;
  const { byFault, minutes, workedSeconds } = meter.underWay ?? meter.logged;
  const yours = byFault.find(({ faultClass }) => faultClass === 'client');
  const covered = Math.max(0, Math.floor(minutes - workedSeconds / 60));
  return (
    <section className="panel money" aria-labelledby="costs-title">
      <h2 id="costs-title">What it costs so far</h2>
      <p>
        If the fault is yours: <b>{dollars(yours?.cents ?? 0)}</b> so far
        {covered > 0 && <span className="quiet">; that covers {covered} more minutes</span>}.
      </p>
      <p>
        If it is ours: <b>{dollars(0)}</b>.
      </p>
    </section>
  );
};

const Charged = ({ page }: { page: TicketPage }) => {
  const postings = page.money?.events.flatMap((event) => event.postings) ?? [];
  if (postings.length === 0) return null;
  return (
    <section className="panel money" aria-labelledby="charged-title">
      <header>
        <h2 id="charged-title">Why was I charged?</h2>
        <b className="sum end">{dollars(page.money?.postedCents ?? 0)}</b>
      </header>
      {postings.map((posting, at) => (
        <div key={posting.postingId}>
          <Staircase posting={posting} zone={page.policy.zone} isOpen={at === postings.length - 1} toClient />
          {posting.judgement && (
            <p>
              The fault was found to be {FAULT_TO_CLIENT[posting.judgement.faultClass]},{' '}
              {dateTime(posting.judgement.recordedAt, page.policy.zone)}.
            </p>
          )}
        </div>
      ))}
      <KeepIt ticketId={page.ticketId} />
    </section>
  );
};

const WhatWasAgreed = ({ ticketId }: { ticketId: string }) => {
  const terms = useQuery({
    queryKey: ['ticket', ticketId, 'terms'],
    queryFn: async () => (await call('GET /tickets/{ticketId}/terms', { path: { ticketId } })).data,
  }).data;
  if (!terms) return null;
  return (
    <section className="panel" aria-labelledby="terms-title">
      <h2 id="terms-title">The terms</h2>
      <p>{terms.words}</p>
      <p className="quiet">
        Clause {terms.terms.clause} of {terms.terms.policyId}, version {terms.terms.policyVersion}
      </p>
    </section>
  );
};

/** The explanation on a page of its own, for those who pay and have no key. */
const KeepIt = ({ ticketId }: { ticketId: string }) => {
  const [path, setPath] = useState<string>();
  const [fault, setFault] = useState<string>();
  const ask = async () => {
    try {
      setPath((await call('GET /tickets/{ticketId}/billing/link', { path: { ticketId } })).data.path);
    } catch (error) {
      setFault((error as Error).message);
    }
  };
  if (path !== undefined)
    return (
      <p>
        <a href={path} target="_blank" rel="noreferrer">
          The explanation on a page of its own
        </a>
        : to keep, to print, to pass on to who pays.
      </p>
    );
  return (
    <p>
      <button type="button" className="button" onClick={() => void ask()}>
        A link to pass on
      </button>{' '}
      {fault}
    </p>
  );
};
