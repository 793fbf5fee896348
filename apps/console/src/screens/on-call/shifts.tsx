// Two weeks of shifts of a team, and what may be said of them: somebody else has it, or two people swap.

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../lib/call';
import { dateTime, OWN_ZONE, serverNow } from '../../lib/time';
import { DeskSheet } from '../../parts/desk-sheet';
import { Asked } from '../../parts/states';
import type { Principal, Shift } from '../../types.gen';
import { inWords } from '../../words';

const LEVELS = ['primary', 'secondary', 'manager'] as const;
type Level = (typeof LEVELS)[number];
const SHOWN_MS = 14 * 86_400_000;
const SWAPPING = ['supervisor', 'on-call', 'engineer'];

export const Shifts = ({ team, who }: { team: string; who: Principal }) => {
  const [level, choose] = useState<Level>('primary');
  const shifts = useQuery({
    queryKey: ['shifts', team, level],
    retry: false,
    queryFn: async () => {
      const query = {
        level,
        from: new Date(serverNow()).toISOString(),
        to: new Date(serverNow() + SHOWN_MS).toISOString(),
      };
      return (await call('GET /rosters/{team}/shifts', { path: { team }, query })).data.shifts;
    },
  });
  return (
    <section className="panel" aria-labelledby="shifts-title">
      <header>
        <h2 id="shifts-title">The next two weeks</h2>
        <fieldset className="chips">
          <legend className="unseen">Level</legend>
          {LEVELS.map((each) => (
            <button
              key={each}
              type="button"
              className="chip"
              aria-pressed={level === each}
              onClick={() => choose(each)}
            >
              {inWords(each)}
            </button>
          ))}
        </fieldset>
        <span className="quiet end">{OWN_ZONE}</span>
      </header>
      <Asked of={shifts} rows={4}>
        {(rows) => <Rows key={level} rows={rows} team={team} level={level} who={who} />}
      </Asked>
    </section>
  );
};

const same = (a: Shift | undefined, b: Shift): boolean => a?.from === b.from && a.person === b.person;
const because = ({ because: why }: Shift): string =>
  'layer' in why ? why.layer : 'override' in why ? 'instead of somebody' : 'swapped';

type RowsProps = { rows: readonly Shift[]; team: string; level: Level; who: Principal };
const Rows = ({ rows, team, level, who }: RowsProps) => {
  const queries = useQueryClient();
  const [given, give] = useState<Shift>();
  const [other, choose] = useState<Shift>();
  const [replaced, replace] = useState<Shift>();
  const done = () => {
    give(undefined);
    void queries.invalidateQueries({ queryKey: ['shifts'] });
    void queries.invalidateQueries({ queryKey: ['on-call'] });
  };
  const mayGive = ({ person }: Shift) =>
    SWAPPING.includes(who.role) && (who.role === 'supervisor' || person === who.id);
  return (
    <>
      {given && (
        <p role="status" className="late">
          {given.person} gives the shift of {dateTime(given.from, OWN_ZONE)}. Choose whose shift comes for it, or{' '}
          <button type="button" className="plain" onClick={() => give(undefined)}>
            leave it
          </button>
          .
        </p>
      )}
      <ul className="rows">
        {rows.map((shift) => (
          <li key={shift.from} className={same(given, shift) ? 'chosen' : ''}>
            <span>
              {dateTime(shift.from, OWN_ZONE)} – {dateTime(shift.to, OWN_ZONE)}
            </span>
            <strong>{shift.person}</strong>
            <span className="quiet">{because(shift)}</span>
            <span className="end likely">
              {!given && mayGive(shift) && (
                <button type="button" className="button" onClick={() => give(shift)}>
                  Swap …
                </button>
              )}
              {given && given.person !== shift.person && (
                <button type="button" className="button main" onClick={() => choose(shift)}>
                  For this one
                </button>
              )}
              {!given && who.role === 'supervisor' && (
                <button type="button" className="button" onClick={() => replace(shift)}>
                  Somebody else …
                </button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {rows.length === 0 && (
        <p className="quiet">Nobody has a shift: this team has no roster, or none of this level.</p>
      )}
      {given && other && (
        <DeskSheet
          label="Swap shifts"
          path={`/rosters/${encodeURIComponent(team)}/swaps`}
          zone={OWN_ZONE}
          given={{
            level,
            person: given.person,
            from: given.from,
            to: given.to,
            otherPerson: other.person,
            otherFrom: other.from,
            otherTo: other.to,
          }}
          close={() => choose(undefined)}
          done={done}
        >
          <div className="consequence">
            <b>
              {given.person} ⇄ {other.person}
            </b>
            {other.person} has {dateTime(given.from, OWN_ZONE)} – {dateTime(given.to, OWN_ZONE)}; {given.person} has{' '}
            {dateTime(other.from, OWN_ZONE)} – {dateTime(other.to, OWN_ZONE)}.
          </div>
        </DeskSheet>
      )}
      {replaced && (
        <DeskSheet
          label="Somebody else has the shift"
          path={`/rosters/${encodeURIComponent(team)}/overrides`}
          zone={OWN_ZONE}
          given={{ level, from: replaced.from, to: replaced.to }}
          close={() => replace(undefined)}
          done={done}
        >
          <div className="consequence">
            Instead of {replaced.person}: {dateTime(replaced.from, OWN_ZONE)} – {dateTime(replaced.to, OWN_ZONE)}.
          </div>
        </DeskSheet>
      )}
    </>
  );
};
