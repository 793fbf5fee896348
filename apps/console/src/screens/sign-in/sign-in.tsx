import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useState } from 'react';
import { call } from '../../lib/call';
import { SESSION, useSession } from '../../lib/session';
import { Brand } from '../../parts/brand';
import { useTitle } from '../../parts/screen-page';

/** A key may come behind the `#` of the address, which no server is sent; it is taken out of there at once. */
const keyInAddress = (): string => {
  const key = /^#key=(fl_[\w-]+)$/.exec(window.location.hash)?.[1] ?? '';
  if (key) window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return key;
};

export const SignIn = () => {
  const queries = useQueryClient();
  const [key, setKey] = useState(keyInAddress);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const { provider } = useSession().data ?? {};
  const signIn = async (with_: string) => {
    setBusy(true);
    try {
      const { data } = await call('POST /session', { body: { key: with_.trim() } });
      queries.setQueryData(SESSION, data);
    } catch (error) {
      setFault((error as Error).message);
    } finally {
      setBusy(false);
    }
  };
  useTitle('Sign in');
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with the key that came in the address.
  useEffect(() => {
    if (key) void signIn(key);
  }, []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void signIn(key);
  };
  return (
    <main className="sign-in">
      <form onSubmit={submit}>
        <Brand />
        <h1>Sign in</h1>
        {provider && (
          <a className="button main" href={`${provider}?to=${encodeURIComponent(window.location.pathname)}`}>
            Sign in with your company account
          </a>
        )}
        <label htmlFor="key">API key</label>
        <input
          id="key"
          type="password"
          autoComplete="current-password"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: there is nothing else to do here, or one link before it.
          autoFocus={!provider}
          required
          value={key}
          aria-describedby="key-help"
          aria-invalid={fault !== undefined}
          onChange={({ target }) => setKey(target.value)}
        />
        <p id="key-help" className="quiet">
          It begins with <code>fl_</code>. A server that was started with <code>npm start</code> prints one for each
          role.
        </p>
        {fault && (
          <p className="fault" role="alert">
            {fault}
          </p>
        )}
        <button type="submit" className="button main" disabled={busy}>
          Sign in
        </button>
      </form>
    </main>
  );
};
