// What a screen shows when it has nothing to show: yet, at all, or because something went wrong.

import { type ReactNode, useEffect, useState } from 'react';
import { Refused } from '../lib/call';

export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <h2>{title}</h2>
    {children && <p>{children}</p>}
  </div>
);

export const Failure = ({ error, again }: { error: unknown; again: () => void }) => {
  const [title, sentence] =
    error instanceof Refused ? [error.title, error.message] : ['Something is wrong with this page', String(error)];
  return (
    <div className="failure" role="alert">
      <h2>{title}</h2>
      <p>{sentence}</p>
      <button type="button" className="button" onClick={again}>
        Try again
      </button>
    </div>
  );
};

/** Of the height that is to come, so that nothing jumps; after a moment, so that nothing flickers. */
export const Skeleton = ({ rows = 6 }: { rows?: number }) => {
  const [shown, show] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => show(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={shown ? 'skeleton shown' : 'skeleton'} aria-busy="true">
      <span className="unseen">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: bars that are all the same, and never move.
        <div key={row} />
      ))}
    </div>
  );
};

type Asked<T> = { data: T | undefined; error: unknown; refetch: () => unknown };
/** A question to the server, in whichever state it is. */
export const Asked = <T,>({
  of,
  children,
  rows,
}: {
  of: Asked<T>;
  children: (data: T) => ReactNode;
  rows?: number;
}) => {
  if (of.data !== undefined) return <>{children(of.data)}</>;
  if (of.error) return <Failure error={of.error} again={() => void of.refetch()} />;
  return <Skeleton {...(rows !== undefined && { rows })} />;
};
