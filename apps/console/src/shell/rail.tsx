import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from '../lib/call';
import { listenLive, useIsLive } from '../lib/live';
import { go } from '../lib/router';
import { SESSION } from '../lib/session';
import { Brand } from '../parts/brand';
import { Icon } from '../parts/icon';
import { Link } from '../parts/link';
import { Key } from '../parts/marks';
import type { Principal } from '../types.gen';
import type { STAFF_SCREENS } from './screens';
import { ThemeSwitch } from './theme';

type Props = {
  who: Principal;
  roles: readonly string[] | undefined;
  screens: typeof STAFF_SCREENS;
  at: string | undefined;
  onFind: () => void;
};

export const Rail = ({ who, roles, screens, at, onFind }: Props) => {
  const isOutside = who.clients !== undefined;
  const counts = useCounts(!isOutside);
  return (
    <header className="rail">
      <Brand />
      {!isOutside && (
        <button type="button" className="find" onClick={onFind}>
          <Icon name="find" /> Find <Key is="/" />
        </button>
      )}
      <nav aria-label="Screens">
        {screens.map(({ path, title, icon, count }) => (
          <Link key={path} to={path} aria-current={at === path ? 'page' : undefined}>
            <Icon name={icon} /> <span>{title}</span>
            {count && counts?.[count] ? <b className="count">{counts[count]}</b> : null}
          </Link>
        ))}
      </nav>
      <LiveState />
      <ThemeSwitch />
      <SignedInAs who={who} roles={roles} />
    </header>
  );
};

/** How many wait, up to a hundred. */
const useCounts = (enabled: boolean) =>
  useQuery({
    queryKey: ['list', 'counts'],
    enabled,
    staleTime: 10_000,
    queryFn: async () => {
      const query = { limit: 100 };
      const [triage, reviews, holds] = await Promise.all([
        call('GET /queues/triage', { query }),
        call('GET /queues/fault-reviews', { query }),
        call('GET /queues/holds', { query }),
      ]);
      const shown = ({ data }: typeof triage | typeof reviews | typeof holds) =>
        data.next === undefined ? String(data.rows.length || '') : '100+';
      return { triage: shown(triage), reviews: shown(reviews), holds: shown(holds) };
    },
  }).data;

const LiveState = () => {
  const live = useIsLive();
  if (live === undefined) return <p className="live" />;
  return (
    <p className={live ? 'live on' : 'live off'} role="status">
      <i aria-hidden="true" /> {live ? 'Live' : 'Not live: connecting …'}
    </p>
  );
};

const SignedInAs = ({ who, roles }: Pick<Props, 'who' | 'roles'>) => {
  const queries = useQueryClient();
  const become = (session: Promise<unknown>) =>
    void session.then(async () => {
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      await queries.invalidateQueries({ queryKey: SESSION });
      listenLive();
    });
  return (
    <div className="signed-in">
      <span>
        <Icon name="person" /> {who.id}
      </span>
      {roles ? (
        <select
          aria-label="Signed in as"
          value={who.role}
          onChange={({ target }) => {
            go('/');
            become(call('POST /session', { body: { role: target.value as Principal['role'] } }));
          }}
        >
          {roles.map((role) => (
            <option key={role}>{role}</option>
          ))}
        </select>
      ) : (
        <span className="quiet">{who.role}</span>
      )}
      <button type="button" className="plain" onClick={() => become(call('DELETE /session'))}>
        Sign out
      </button>
    </div>
  );
};
