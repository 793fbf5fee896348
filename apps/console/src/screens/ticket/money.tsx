import { useEffect, useState } from 'react';
import { dateTime, serverNow } from '../../lib/time';
import type { AfterHoursEvent, Meter, MeterAmounts, Posting, TicketPage } from '../../types.gen';
import { dollars, FAULT, OUTCOME, OUTCOME_WOULD, POSTING, RULE } from '../../words';

export const Money = ({ page, meter }: { page: TicketPage; meter: Meter | undefined }) => {
  const { money } = page;
  if (!money && !meter) return null;
  return (
    <section className="panel money" aria-labelledby="money-title">
      <header>
        <h2 id="money-title">Money</h2>
        <b className="sum end">{dollars(money?.postedCents ?? 0)}</b>
      </header>
      {money?.events.map((event) => (
        <EventMoney key={event.event} event={event} page={page} />
      ))}
      {meter && <LiveMeter meter={meter} />}
    </section>
  );
};

const EventMoney = ({ event, page }: { event: AfterHoursEvent; page: TicketPage }) => (
  <div className="after-hours">
    <p>
      <b>After-hours event {event.event}</b>: {OUTCOME[event.outcome]}
      {event.minutes !== undefined && `, ${event.minutes} min`}
      {event.rule && <small>{RULE[event.rule] ?? event.rule}</small>}
    </p>
    {event.postings.map((posting, at) => (
      <Staircase
        key={posting.postingId}
        posting={posting}
        zone={page.policy.zone}
        isOpen={at === event.postings.length - 1}
      />
    ))}
  </div>
);

type StaircaseProps = { posting: Posting; zone: string; isOpen: boolean; toClient?: boolean };
/** From the amount down to the clause: each step stands on the next. */
export const Staircase = ({ posting, zone, isOpen, toClient = false }: StaircaseProps) => {
  const { derivation, judgement, cents, kind, at, explained } = posting;
  const { minutes, terms, workedSeconds, sessions = [], contactAt } = derivation;
  return (
    <details className="staircase" open={isOpen}>
      <summary>
        <b>{dollars(cents)}</b> {POSTING[kind]} <span className="quiet">{dateTime(at, zone)}</span>
      </summary>
      <ol>
        {minutes !== undefined && (
          <li>
            {minutes} min × {dollars(terms.ratePerHourCents)}/h ={' '}
            <b>{dollars(Math.round((minutes * terms.ratePerHourCents) / 60))}</b>
          </li>
        )}
        {workedSeconds !== undefined && (
          <li>
            {Math.floor(workedSeconds / 60)} min {workedSeconds % 60} s of off-hours work, rounded up to{' '}
            {terms.incrementMinutes} min, at least {terms.minimumMinutes}
          </li>
        )}
        {sessions.flatMap(({ counted, engineers }) =>
          counted.map(({ from, to }) => (
            <li key={from}>
              Worked {dateTime(from, zone)} – {dateTime(to, zone).split(' ').at(-1)}{' '}
              {!toClient && engineers.length > 0 && `by ${engineers.join(', ')}`}
            </li>
          )),
        )}
        {contactAt && <li>The client contacted us off-hours about a P1: {dateTime(contactAt, zone)}</li>}
        {judgement && !toClient && (
          <li>
            The fault was found to be <b>{FAULT[judgement.faultClass].toLowerCase()}</b> by {judgement.by},{' '}
            {dateTime(judgement.recordedAt, zone)}: “{judgement.reason}”
            {judgement.evidence.length > 0 && <span className="quiet"> Evidence: {judgement.evidence.join(', ')}</span>}
          </li>
        )}
        {minutes === undefined && explained.map((sentence) => <li key={sentence}>{sentence}</li>)}
        <li>
          Clause {terms.clause} of {terms.policyId}, version {terms.policyVersion}
        </li>
      </ol>
    </details>
  );
};

const LiveMeter = ({ meter }: { meter: Meter }) => {
  const shown = meter.underWay ?? meter.logged;
  const seconds = useSeconds(meter);
  return (
    <div className="meter">
      <p>
        {meter.underWay && (
          <b className="running">
            <i aria-hidden="true" /> Running
          </b>
        )}{' '}
        <b>
          {Math.floor(seconds / 60)} min {String(Math.floor(seconds % 60)).padStart(2, '0')} s
        </b>{' '}
        of off-hours work, billed as <b>{shown.minutes} min</b>
      </p>
      <Answers amounts={shown} />
    </div>
  );
};
const useSeconds = ({ underWay, logged, at }: Meter): number => {
  const [, again] = useState(0);
  useEffect(() => {
    if (!underWay) return;
    const timer = setInterval(() => again((n) => n + 1), 1_000);
    return () => clearInterval(timer);
  }, [underWay]);
  if (!underWay) return logged.workedSeconds;
  return underWay.workedSeconds + Math.max(0, (serverNow() - Date.parse(at)) / 1_000);
};

const Answers = ({ amounts }: { amounts: MeterAmounts }) => (
  <ul className="answers">
    {amounts.byFault.map(({ faultClass, cents, outcome, sharePercent }) => (
      <li key={faultClass}>
        <span>
          If the fault is <b>{FAULT[faultClass].toLowerCase()}</b>
          {sharePercent !== undefined && `, ${sharePercent} %`}
          <small>{OUTCOME_WOULD[outcome]}</small>
        </span>
        <b className={cents === 0 ? 'nothing' : ''}>{dollars(cents)}</b>
      </li>
    ))}
  </ul>
);
