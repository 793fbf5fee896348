import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { go } from '../../lib/router';
import { lasted, OWN_ZONE, serverNow } from '../../lib/time';
import { DeskSheet } from '../../parts/desk-sheet';
import { Queue } from '../../parts/queue';
import { useTitle } from '../../parts/screen-page';
import { Asked, Empty } from '../../parts/states';
import type { ScreenProps } from '../../shell/screens';
import type { OutageRow } from '../../types.gen';
import { FAULT } from '../../words';
import { OutageCase } from './outage-case';

const DESK = ['agent', 'engineer', 'on-call', 'supervisor'];
/** One cause behind many tickets: told once, and proposed to each review. */
export default function Outages({ who, part }: ScreenProps) {
  const [declares, declare] = useState(false);
  const mayAct = DESK.includes(who.role);
  const outages = useQuery({
    queryKey: ['list', 'outages'],
    queryFn: async () => (await call('GET /outages', { query: { limit: 200 } })).data.rows,
  });
  useTitle('Outages');
  return (
    <Asked of={outages} rows={6}>
      {(rows) => (
        <Queue
          title="Outages"
          path="/outages"
          rows={rows}
          idOf={({ outageId }) => outageId}
          chosen={part}
          says={`${rows.filter(({ status }) => status === 'open').length} open`}
          line={(row) => <Line row={row} />}
          tools={
            mayAct && (
              <button type="button" className="button main" onClick={() => declare(true)}>
                Declare an outage
              </button>
            )
          }
        >
          {rows.length === 0 && (
            <Empty title="No outage">Where one cause lies behind many tickets, declare it: all are told at once.</Empty>
          )}
          {part && <OutageCase key={part} outageId={part} mayAct={mayAct} />}
          {!part && rows.length > 0 && <Empty title="Choose an outage">The keys j and k go through them.</Empty>}
          {declares && (
            <DeskSheet
              label="Declare an outage"
              path="/outages"
              zone={OWN_ZONE}
              close={() => declare(false)}
              done={() => go('/outages')}
            />
          )}
        </Queue>
      )}
    </Asked>
  );
}

const Line = ({ row: { summary, status, openedAt, closedAt, faultClass, tickets, notices } }: { row: OutageRow }) => (
  <>
    <span className="top">
      <b className="what">{summary}</b>
    </span>
    <span className="bottom">
      {status === 'open' ? (
        <b className="late">● open {lasted(serverNow() - Date.parse(openedAt))}</b>
      ) : (
        <span>✓ closed after {lasted(Date.parse(closedAt ?? openedAt) - Date.parse(openedAt))}</span>
      )}
      <span className="end">
        {tickets ?? 0} tickets, told {notices === 1 ? 'once' : `${notices} times`}
      </span>
    </span>
    {faultClass && <span className="bottom">{FAULT[faultClass]}</span>}
  </>
);
