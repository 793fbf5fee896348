import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../lib/call';
import { useKeys } from '../../lib/keys';
import { go, usePlace, withQuery } from '../../lib/router';
import { lasted } from '../../lib/time';
import { Left } from '../../parts/left';
import { Link } from '../../parts/link';
import { Key, Number9, Priority } from '../../parts/marks';
import { Queue } from '../../parts/queue';
import { useTitle } from '../../parts/screen-page';
import { CommandSheet } from '../../parts/sheet';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { Meter, MeterReading, TicketPage, WaitingReview } from '../../types.gen';
import { dollars, FAULT, OUTCOME_WOULD } from '../../words';
import { Clocks } from '../ticket/clocks';
import { useExplanation, useMeter, useTicket } from '../ticket/data';
import { History } from '../ticket/history';

const SORTS = { since: 'Oldest', due: 'Due first', '-atStake': 'Most money' } as const;

export default function Reviews({ part }: ScreenProps) {
  const sort = usePlace().query.get('sort') ?? 'since';
  const queue = useQuery({
    queryKey: ['list', 'reviews', sort],
    queryFn: async () => (await call('GET /queues/fault-reviews', { query: { sort, limit: 200 } })).data,
  });
  useTitle('Fault reviews');
  return (
    <Asked of={queue} rows={10}>
      {({ rows }) => (
        <Queue
          title="Fault reviews"
          path="/reviews"
          rows={rows}
          idOf={({ ticketId }) => ticketId}
          chosen={part ?? undefined}
          says={`${rows.length} wait, ${dollars(rows.reduce((sum, { atStakeCents }) => sum + atStakeCents, 0))} at stake`}
          line={(row) => <Line row={row} />}
          tools={Object.entries(SORTS).map(([by, title]) => (
            <button
              key={by}
              type="button"
              className="chip"
              aria-pressed={sort === by}
              onClick={() => go(withQuery({ sort: by }))}
            >
              {title}
            </button>
          ))}
        >
          {rows.length === 0 && (
            <Empty title="Nothing waits for a verdict">Every after-hours outage has its determination.</Empty>
          )}
          {part && <Case key={part} ticketId={part} next={nextOf(rows, part)} />}
          {!part && rows.length > 0 && <Empty title="Choose a case">The keys j and k go through them.</Empty>}
        </Queue>
      )}
    </Asked>
  );
}

const nextOf = (rows: readonly WaitingReview[], ticketId: string): string | undefined => {
  const others = rows.filter((row) => row.ticketId !== ticketId);
  return (others[rows.findIndex((row) => row.ticketId === ticketId)] ?? others[0])?.ticketId;
};

const Line = ({ row }: { row: WaitingReview }) => (
  <>
    <span className="top">
      <Number9 id={row.ticketId} /> <b>{dollars(row.atStakeCents)}</b>
    </span>
    <span className="bottom">
      {row.client} {row.because === 'disputed' && <i className="late">disputed</i>}
      {row.claimedBy && <i>with {row.claimedBy}</i>}
      <span className="end">waits {lasted(row.minutesWaiting * 60_000)}</span>
    </span>
    <span className="bottom">
      due in <Left due={row.dueAt} />
    </span>
  </>
);

const Case = ({ ticketId, next }: { ticketId: string; next: string | undefined }) => {
  const ticket = useTicket(ticketId);
  const meter = useMeter(ticketId, true);
  const explained = useExplanation(ticketId);
  return (
    <Asked of={ticket}>
      {({ page, etag }) => (
        <>
          <h2 className="case-title">
            <Number9 id={ticketId} /> <Link to={`/tickets/${ticketId}`}>{page.summary}</Link>
          </h2>
          <p className="facts">
            <span>{page.client}</span>
            <Priority is={page.priority} />
            <span>
              worked on by <b>{[...new Set(page.work.map(({ engineer }) => engineer))].join(', ') || 'nobody'}</b>
            </span>
          </p>
          <Asked of={meter} rows={3}>
            {(read) => <Verdicts page={page} etag={etag} meter={read} next={next} />}
          </Asked>
          {explained.data && <Clocks page={page} explained={explained.data} />}
          <History page={page} />
        </>
      )}
    </Asked>
  );
};

type VerdictsProps = { page: TicketPage; etag: string | undefined; meter: Meter; next: string | undefined };
/** Seven answers, each with what it costs the client. */
const Verdicts = ({ page, etag, meter, next }: VerdictsProps) => {
  const [chosen, choose] = useState<MeterReading>();
  const command =
    page.commands.find(({ command }) => command === 'DetermineFault') ??
    page.commands.find(({ command }) => command === 'SupersedeDetermination');
  const { byFault, workedSeconds, minutes } = meter.underWay ?? meter.logged;
  useKeys(
    useMemo(
      () =>
        Object.fromEntries(
          command ? byFault.map((reading, at) => [String(at + 1), () => choose(reading)] as const) : [],
        ),
      [byFault, command],
    ),
  );
  return (
    <section className="panel verdicts" aria-labelledby="verdicts-title">
      <header>
        <h2 id="verdicts-title">Whose fault was it?</h2>
        <span className="quiet end">what each answer costs the client</span>
      </header>
      <div className="cards">
        {byFault.map((reading, at) => (
          <button key={reading.faultClass} type="button" disabled={!command} onClick={() => choose(reading)}>
            <span>
              <Key is={String(at + 1)} /> {FAULT[reading.faultClass]}
            </span>
            <b className={reading.cents === 0 ? 'nothing' : ''}>{dollars(reading.cents)}</b>
            <small>
              {OUTCOME_WOULD[reading.outcome]}
              {reading.sharePercent !== undefined && `, at ${reading.sharePercent} %`}
            </small>
          </button>
        ))}
      </div>
      <p className="quiet">
        {Math.floor(workedSeconds / 60)} minutes {workedSeconds % 60} s of off-hours emergency work so far, billed as{' '}
        {minutes} minutes.
      </p>
      {!command && (
        <p className="late">You cannot decide this one: it takes a fault reviewer who has not worked on the outage.</p>
      )}
      {chosen && command && (
        <CommandSheet
          command={command}
          page={page}
          etag={etag}
          given={{ faultClass: chosen.faultClass }}
          close={() => choose(undefined)}
          done={() => next && go(`/reviews/${next}`)}
        >
          <Consequence reading={chosen} client={page.client} />
        </CommandSheet>
      )}
    </section>
  );
};

const Consequence = ({ reading, client }: { reading: MeterReading; client: string }) => (
  <div className="consequence">
    {FAULT[reading.faultClass]}
    <b>{dollars(reading.cents)}</b>
    {reading.outcome === 'charged'
      ? `This is posted to ${client} at once. Afterwards only another posting can take it back.`
      : `The charge ${OUTCOME_WOULD[reading.outcome]}.`}
  </div>
);
