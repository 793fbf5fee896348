// A queue on the left, the case that is chosen on the right. The choice is in the address.

import { type ReactNode, useMemo } from 'react';
import { useKeys } from '../lib/keys';
import { go } from '../lib/router';
import { Link } from './link';

type Props<Row> = {
  title: string;
  says: ReactNode;
  path: string;
  rows: readonly Row[];
  idOf: (row: Row) => string;
  chosen: string | undefined;
  line: (row: Row) => ReactNode;
  tools?: ReactNode;
  children: ReactNode;
};

export const Queue = <Row,>({ title, says, path, rows, idOf, chosen, line, tools, children }: Props<Row>) => {
  const ids = rows.map(idOf);
  const at = chosen === undefined ? -1 : ids.indexOf(chosen);
  const keys = useMemo(() => {
    const move = (by: number) => {
      const next = ids[Math.max(0, Math.min(ids.length - 1, at + by))];
      if (next) go(`${path}/${next}`, { replace: true });
    };
    return { j: () => move(1), k: () => move(-1), Escape: () => go(path) };
  }, [ids, at, path]);
  useKeys(keys);
  return (
    <div className="queue">
      <header className="bar">
        <h1>{title}</h1>
        <span className="quiet">{says}</span>
        <span className="end">{tools}</span>
      </header>
      <div className={chosen === undefined ? 'queue-body' : 'queue-body chosen'}>
        <nav aria-label={title}>
          <ul>
            {rows.map((row) => (
              <li key={idOf(row)}>
                <Link to={`${path}/${idOf(row)}`} aria-current={idOf(row) === chosen ? 'true' : undefined}>
                  {line(row)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="case">{children}</div>
      </div>
    </div>
  );
};
