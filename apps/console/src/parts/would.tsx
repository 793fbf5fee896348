// What a command would come to, asked of the server itself while its form is filled in: decided by the same code, and not
// done.

import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { askDry, Refused } from '../lib/call';
import { differences } from '../lib/differences';

const RESTS_AFTER_MS = 400;
/** The same value, once it has not changed for a moment. */
const useRested = <T,>(value: T): T => {
  const [rested, rest] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => rest(value), RESTS_AFTER_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
};

type Props = { ticketId: string; path: string; body: Record<string, unknown> | undefined; zone: string };
export const Would = ({ ticketId, path, body, zone }: Props) => {
  const asked = useRested(JSON.stringify(body ?? null));
  const dry = useQuery({
    queryKey: ['would', ticketId, path, asked],
    enabled: asked !== 'null',
    retry: false,
    staleTime: 10_000,
    queryFn: ({ signal }) => askDry(path, { body: JSON.parse(asked), signal }),
  });
  if (body === undefined) return null;
  const refused =
    dry.error instanceof Refused && dry.error.status >= 400 && dry.error.status < 500 ? dry.error : undefined;
  const lines = dry.data ? differences(dry.data, zone) : [];
  return (
    <div className="would" aria-live="polite">
      {refused && <p className="late">As it stands it would be refused: {refused.message}</p>}
      {dry.data && (
        <>
          <b>It would change</b>
          <ul>
            {lines.map(({ what, from, to }) => (
              <li key={what}>
                {what}: {from !== '' && <s>{from}</s>} <b>{to}</b>
              </li>
            ))}
            {lines.length === 0 && <li>no clock and no money</li>}
          </ul>
        </>
      )}
    </div>
  );
};
