import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { lasted, serverNow } from '../../lib/time';
import { DeskSheet } from '../../parts/desk-sheet';
import { Link } from '../../parts/link';
import { Number9 } from '../../parts/marks';
import { Asked } from '../../parts/states';
import type { Webhook } from '../../types.gen';

type Act = { readonly label: string; readonly path: string; readonly given?: Readonly<Record<string, string>> };

/** Who is told of what happens, and what did not arrive. */
export const Webhooks = () => {
  const queries = useQueryClient();
  const [act, say] = useState<Act>();
  const webhooks = useQuery({
    queryKey: ['webhooks'],
    refetchInterval: 10_000,
    queryFn: async () => (await call('GET /webhooks')).data.webhooks,
  });
  return (
    <section className="panel" aria-labelledby="webhooks-title">
      <header>
        <h2 id="webhooks-title">Webhooks</h2>
      </header>
      <Asked of={webhooks} rows={2}>
        {(rows) => (
          <ul className="rows">
            {rows.map((one) => (
              <One key={one.id} one={one} say={say} />
            ))}
            {rows.length === 0 && (
              <li className="quiet">
                Nobody is told of anything: POST /webhooks subscribes an address, and shows its secret once.
              </li>
            )}
          </ul>
        )}
      </Asked>
      {act && (
        <DeskSheet
          {...act}
          zone="UTC"
          close={() => say(undefined)}
          done={() => void queries.invalidateQueries({ queryKey: ['webhooks'] })}
        />
      )}
    </section>
  );
};

const One = ({ one: { id, url, client, disabled, parked }, say }: { one: Webhook; say: (act: Act) => void }) => (
  <li>
    <span>
      <strong>{url}</strong> <span className="quiet">{client ?? 'all clients'}</span>
      {disabled && (
        <small className="late">
          ! Nothing is sent since {lasted(serverNow() - Date.parse(disabled.since))}: {disabled.reason}
        </small>
      )}
      {parked.map(({ ticketId, reason, at, asked }) => (
        <small key={ticketId}>
          <Link to={`/tickets/${ticketId}`}>
            <Number9 id={ticketId} />
          </Link>{' '}
          waits since {lasted(serverNow() - Date.parse(at))}: {reason}{' '}
          {asked ? (
            'asked for again'
          ) : (
            <button
              type="button"
              className="plain"
              onClick={() => say({ label: 'Send it again', path: `/webhooks/${id}/redelivery`, given: { ticketId } })}
            >
              Send it again
            </button>
          )}
        </small>
      ))}
    </span>
    <span className="end likely">
      {disabled ? (
        <button
          type="button"
          className="button"
          onClick={() => say({ label: 'Send again', path: `/webhooks/${id}/enabling` })}
        >
          Send again
        </button>
      ) : (
        <span className="met">✓ sent</span>
      )}
      <button
        type="button"
        className="button careful"
        onClick={() => say({ label: 'Remove', path: `/webhooks/${id}/removal` })}
      >
        Remove
      </button>
    </span>
  </li>
);
