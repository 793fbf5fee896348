import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { call } from '../../lib/call';
import { useKeys } from '../../lib/keys';
import { go } from '../../lib/router';
import { lasted } from '../../lib/time';
import { Link } from '../../parts/link';
import { Key, Number9, Priority } from '../../parts/marks';
import { Queue } from '../../parts/queue';
import { useTitle } from '../../parts/screen-page';
import { CommandSheet } from '../../parts/sheet';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { TicketPage, WaitingTicket } from '../../types.gen';
import { CHANNEL, inWords, PRIORITY_MEANS } from '../../words';
import { Clocks } from '../ticket/clocks';
import { useExplanation, useTicket } from '../ticket/data';
import { History } from '../ticket/history';

export default function Triage({ part }: ScreenProps) {
  const queue = useQuery({
    queryKey: ['list', 'triage'],
    queryFn: async () => (await call('GET /queues/triage', { query: { limit: 200 } })).data,
  });
  useTitle('Triage');
  return (
    <Asked of={queue} rows={10}>
      {({ rows }) => (
        <Queue
          title="Triage"
          path="/triage"
          rows={rows}
          idOf={({ ticketId }) => ticketId}
          chosen={part}
          says={`${rows.length} wait, the longest first`}
          line={(row) => <Line row={row} />}
        >
          {rows.length === 0 && (
            <Empty title="Everything has been looked at">
              Each open ticket has a priority that somebody stands for.
            </Empty>
          )}
          {part && <Case key={part} ticketId={part} next={rows.find(({ ticketId }) => ticketId !== part)?.ticketId} />}
          {!part && rows.length > 0 && <Empty title="Choose a ticket">The keys j and k go through them.</Empty>}
        </Queue>
      )}
    </Asked>
  );
}

const Line = ({ row }: { row: WaitingTicket }) => (
  <>
    <span className="top">
      <b className="what">{row.summary}</b>
    </span>
    <span className="bottom">
      asked for <Priority is={row.requested} /> {row.client}
      <span className="end">waits {lasted(row.minutesOpen * 60_000)}</span>
    </span>
    <span className="bottom">
      {CHANNEL[row.channel]} · {inWords(row.category)}
    </span>
  </>
);

const Case = ({ ticketId, next }: { ticketId: string; next: string | undefined }) => {
  const ticket = useTicket(ticketId);
  const explained = useExplanation(ticketId);
  return (
    <Asked of={ticket}>
      {({ page, etag }) => (
        <>
          <h2 className="case-title">
            <Number9 id={ticketId} /> <Link to={`/tickets/${ticketId}`}>{page.summary}</Link>
          </h2>
          <Priorities page={page} etag={etag} next={next} />
          {explained.data && <Clocks page={page} explained={explained.data} />}
          <History page={page} />
        </>
      )}
    </Asked>
  );
};

type PrioritiesProps = { page: TicketPage; etag: string | undefined; next: string | undefined };
const Priorities = ({ page, etag, next }: PrioritiesProps) => {
  const [chosen, choose] = useState<string>();
  const command = page.commands.find(({ command }) => command === 'TriageTicket');
  const priorities = Object.entries(PRIORITY_MEANS);
  useKeys(
    useMemo(
      () =>
        Object.fromEntries(['P1', 'P2', 'P3', 'P4'].map((priority, at) => [String(at + 1), () => choose(priority)])),
      [],
    ),
  );
  return (
    <section className="panel verdicts" aria-labelledby="triage-title">
      <header>
        <h2 id="triage-title">Which priority holds?</h2>
        <span className="quiet end">{page.priority} was asked for</span>
      </header>
      <div className="cards">
        {priorities.map(([priority, means], at) => (
          <button key={priority} type="button" disabled={!command} onClick={() => choose(priority)}>
            <span>
              <Key is={String(at + 1)} /> <Priority is={priority} />
            </span>
            <small>{means}</small>
          </button>
        ))}
      </div>
      {!command && <p className="late">Its priority was looked at already, or it is for another role.</p>}
      {chosen && command && (
        <CommandSheet
          command={command}
          page={page}
          etag={etag}
          given={{ priority: chosen }}
          close={() => choose(undefined)}
          done={() => next && go(`/triage/${next}`)}
        >
          <div className="consequence">
            <b>{chosen}</b>
            {PRIORITY_MEANS[chosen as keyof typeof PRIORITY_MEANS]}
          </div>
        </CommandSheet>
      )}
    </section>
  );
};
