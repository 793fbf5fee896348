import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect, useMemo, useState } from 'react';
import { useKeys } from '../lib/keys';
import { listenLive, onLive } from '../lib/live';
import { go, usePlace } from '../lib/router';
import { seldom } from '../lib/seldom';
import { isClient, useSession } from '../lib/session';
import { Asked, Empty, Skeleton } from '../parts/states';
import { SignIn } from '../screens/sign-in/sign-in';
import type { Principal } from '../types.gen';
import { Find } from './find';
import { Help } from './help';
import { Rail } from './rail';
import { screenAt, screensFor } from './screens';

export const App = () => {
  const session = useSession();
  return (
    <Asked of={session}>
      {({ signedIn, principal, roles }) =>
        signedIn && principal ? (
          <SignedIn key={`${principal.id} ${principal.role}`} who={principal} roles={roles} />
        ) : (
          <SignIn />
        )
      }
    </Asked>
  );
};

const LISTS_EVERY_MS = 1_000;
/** Lists that show rows of a ticket which has changed are asked for anew, whoever shows them. */
const useFreshLists = () => {
  const queries = useQueryClient();
  useEffect(() => {
    listenLive();
    const lists = seldom(() => void queries.invalidateQueries({ queryKey: ['list'] }), LISTS_EVERY_MS);
    return onLive({
      changed: (changes) => {
        for (const ticketId of new Set(changes.map((change) => change.ticketId)))
          void queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
        lists();
      },
      reset: () => void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' }),
    });
  }, [queries]);
};

const SignedIn = ({ who, roles }: { who: Principal; roles: readonly string[] | undefined }) => {
  useFreshLists();
  const isOutside = isClient(who);
  const screens = screensFor(who, isOutside);
  const { path } = usePlace();
  const [open, setOpen] = useState<'find' | 'help'>();
  const keys = useMemo(
    () => ({
      ...Object.fromEntries(screens.flatMap(({ key, path: to }) => (key ? [[`g ${key}`, () => go(to)]] : []))),
      '?': () => setOpen('help'),
      ...(!isOutside && { '/': () => setOpen('find') }),
    }),
    [screens, isOutside],
  );
  useKeys(keys);
  const found = screenAt(path, screens, isOutside);
  return (
    <div className={isOutside ? 'app outside' : 'app'}>
      <a className="skip" href="#main">
        To the page
      </a>
      <Rail who={who} roles={roles} screens={screens} at={found?.at} onFind={() => setOpen('find')} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <main id="main" tabIndex={0}>
        <Suspense fallback={<Skeleton />}>
          {found ? (
            <found.View key={`${found.at ?? ''}${found.part ?? ''}`} who={who} part={found.part} />
          ) : (
            <Empty title="There is no such page">
              It may be for another role than {who.role}. The keys <kbd>g</kbd> <kbd>b</kbd> lead back.
            </Empty>
          )}
        </Suspense>
      </main>
      {open === 'find' && <Find screens={screens} close={() => setOpen(undefined)} />}
      {open === 'help' && <Help screens={screens} close={() => setOpen(undefined)} />}
    </div>
  );
};
