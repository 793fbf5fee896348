import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { developmentKeys, KeyFile, type Role, Sessions } from '#identity';
import { type Clock, iso } from '#kernel';
import { API_KEYS, BadConfig, type Config, logFor, PLAIN_KEYS, SESSION_SECRET } from '#settings';
import { during } from './busy';
import { STORE_DIRECTORY } from './embedded';
import { diskModule } from './health/disk-watch';
import { pagingRuntime } from './paging';
import { rolesModule } from './role-runner';
import { type Serving, serve } from './serve';
import { openStores } from './stores';
import { tighten } from './tighten';

export type Running = Pick<Serving, 'url'> & {
  /** One key per role, in development. */
  readonly keys?: Readonly<Record<Role, string>>;
  /** Drains, then closes everything, within ten seconds. */
  stop(): Promise<void>;
};

/** Boots what a configuration names. Throws, having closed what was open, where any of it cannot be had. */
export const run = async (config: Config, clock: Clock): Promise<Running> => {
  const log = logFor(config);
  makeDirectory(config.dataDir);
  makeDirectory(config.keysDir);
  for (const directory of [config.dataDir, config.keysDir]) tighten(directory);
  const endTracing = config.tracing
    ? await (await import('#tracing/start')).startTracing({ ...config.tracing, roles: config.roles }, log)
    : undefined;
  // First of all: whoever has the data directory is found here, before anything in it is touched.
  const stores = await openStores(config, log);
  try {
    const keys = KeyFile.open(join(config.keysDir, API_KEYS));
    if (config.oidc) {
      // Loaded by who takes tokens, and by nobody else.
      const { AccessTokens } = await import('#identity/tokens');
      keys.tokens = new AccessTokens(config.oidc, () => clock.now());
    }
    const development = config.mode === 'development';
    const plain = development ? developmentKeys(keys, join(config.keysDir, PLAIN_KEYS), iso(clock.now())) : undefined;
    if (!development) mustHaveNoDevelopmentKeys(keys);
    const paging = pagingRuntime(config, clock, log);
    const sessions = Sessions.open(
      join(config.keysDir, SESSION_SECRET),
      config.tls !== undefined || config.proxies !== undefined,
    );
    const serving = await serve(
      {
        roles: config.roles,
        clock,
        keys,
        sessions,
        ...(await signInOf(config, sessions, clock)),
        developmentKeysCount: development,
        log,
        modules: [...stores.modules, paging.module, diskModule(watchedBy(config), log), rolesModule(config, log)],
      },
      config,
    );
    paging.servedAt(serving.url);
    log.info({ url: serving.url, roles: config.roles }, 'listening');
    const stop = async () => {
      await serving.stop();
      await during('the store of our own', stores.stop());
      if (endTracing) await during('the last traces', endTracing());
      log.info({}, 'stopped');
    };
    return { url: serving.url, stop, ...(plain && { keys: plain }) };
  } catch (error) {
    await stores.stop();
    throw error;
  }
};

/** Loaded by who leads people to a provider, and by nobody else. */
const signInOf = async ({ oidc, signIn, publicUrl }: Config, sessions: Sessions, clock: Clock) => {
  if (!oidc || !signIn) return {};
  const { ProviderSignIn } = await import('#identity/sign-in');
  return {
    signIn: new ProviderSignIn({ ...oidc, ...signIn }, sessions, () => clock.now()),
    ...(publicUrl !== undefined && { publicUrl }),
  };
};

const watchedBy = ({ dataDir, keysDir, stores }: Config) => ({
  directories: [dataDir, keysDir],
  ...(stores.kind === 'embedded' && { store: join(dataDir, STORE_DIRECTORY) }),
});

/** With those above it. `mkdir -p` by hand: Node's own tries for ever where a parent takes no children, as in /proc. */
const makeDirectory = (path: string): void => {
  if (!existsSync(dirname(path))) makeDirectory(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  }
};

const mustHaveNoDevelopmentKeys = (keys: KeyFile) => {
  const left = keys.all().filter(({ development }) => development).length;
  if (left > 0)
    throw new BadConfig(
      `KEYS_DIR holds ${left} development keys, and NODE_ENV is production. Point it at a directory of its own.`,
    );
};
