import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { lasted } from '../../lib/time';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { ScreenPage } from '../../parts/screen-page';
import { CommandSheet } from '../../parts/sheet';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { LegalCommand, Principal, WaitingCharge, WaitingProposal } from '../../types.gen';
import { dollars, FAULT, inWords, RULE } from '../../words';
import { useTicket } from '../ticket/data';

export default function Holds({ who }: ScreenProps) {
  const holds = useQuery({
    queryKey: ['list', 'holds'],
    queryFn: async () => {
      const query = { limit: 200 };
      const [charges, proposals] = await Promise.all([
        call('GET /queues/holds', { query }),
        call('GET /queues/proposals', { query }),
      ]);
      return { charges: charges.data.rows, proposals: proposals.data.rows };
    },
  });
  return (
    <ScreenPage title="Billing holds">
      <Asked of={holds}>
        {({ charges, proposals }) => (
          <>
            {charges.length + proposals.length === 0 && (
              <Empty title="No charge waits">
                Whatever could be posted is posted, and nothing needs a second person.
              </Empty>
            )}
            {proposals.length > 0 && <Proposals rows={proposals} who={who} />}
            {Object.entries(Object.groupBy(charges, ({ rule }) => rule)).map(([rule, rows = []]) => (
              <section key={rule} className="panel" aria-label={RULE[rule] ?? rule}>
                <header>
                  <h2>{RULE[rule] ?? inWords(rule)}</h2>
                  <b className="end">{dollars(rows.reduce((sum, { waitingCents }) => sum + waitingCents, 0))}</b>
                </header>
                <ul className="rows">
                  {rows.map((row) => (
                    <Charge key={`${row.ticketId}${row.event}`} row={row} />
                  ))}
                </ul>
              </section>
            ))}
          </>
        )}
      </Asked>
    </ScreenPage>
  );
}

const Charge = ({ row }: { row: WaitingCharge }) => (
  <li>
    <Link to={`/tickets/${row.ticketId}`}>
      <Number9 id={row.ticketId} />
    </Link>
    <span>{row.client}</span>
    <span>{row.faultClass ? FAULT[row.faultClass] : 'not determined'}</span>
    <span className="quiet">waits {lasted(row.minutesWaiting * 60_000)}</span>
    <b>{dollars(row.waitingCents)}</b>
    <Decide
      ticketId={row.ticketId}
      wanted={['ApproveBilling', 'WaiveBilling']}
      says={({ label }) => `${label} ${dollars(row.waitingCents)}`}
    />
  </li>
);

const Proposals = ({ rows, who }: { rows: readonly WaitingProposal[]; who: Principal }) => (
  <section className="panel" aria-labelledby="proposals-title">
    <header>
      <h2 id="proposals-title">Waits for a second person</h2>
    </header>
    <ul className="rows">
      {rows.map((row) => (
        <li key={row.proposalId}>
          <Link to={`/tickets/${row.ticketId}`}>
            <Number9 id={row.ticketId} />
          </Link>
          <span>
            <b>{inWords(row.act)}</b> {row.reason && `“${row.reason}”`}
            <small>
              {RULE[row.rule]} · proposed by {row.by === who.id ? 'you' : row.by} {lasted(row.minutesWaiting * 60_000)}{' '}
              ago
            </small>
          </span>
          {row.cents !== undefined && <b>{dollars(row.cents)}</b>}
          <Decide
            ticketId={row.ticketId}
            path={row.proposalId}
            wanted={['ApproveProposal', 'DeclineProposal']}
            says={({ label }) => (row.by === who.id ? 'Take it back' : label)}
          />
        </li>
      ))}
    </ul>
  </section>
);

type DecideProps = {
  ticketId: string;
  wanted: readonly string[];
  path?: string;
  says: (command: LegalCommand) => string;
};
/** What may be decided is read when somebody wants to decide. */
const Decide = ({ ticketId, wanted, path = '', says }: DecideProps) => {
  const [isOpen, open] = useState(false);
  if (!isOpen)
    return (
      <button type="button" className="button" onClick={() => open(true)}>
        Decide …
      </button>
    );
  return <Decisions ticketId={ticketId} wanted={wanted} path={path} says={says} />;
};
const Decisions = ({ ticketId, wanted, path = '', says }: DecideProps) => {
  const ticket = useTicket(ticketId);
  const [chosen, choose] = useState<LegalCommand>();
  if (!ticket.data) return <span className="quiet">…</span>;
  const { page, etag } = ticket.data;
  const commands = page.commands.filter((one) => wanted.includes(one.command) && one.path.includes(path));
  return (
    <span className="likely">
      {commands.map((one) => (
        <button key={one.command} type="button" className="button" onClick={() => choose(one)}>
          {says(one)}
        </button>
      ))}
      {commands.length === 0 && <span className="quiet">not yours to decide</span>}
      {chosen && <CommandSheet command={chosen} page={page} etag={etag} close={() => choose(undefined)} />}
    </span>
  );
};
