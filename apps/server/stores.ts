// Where truth, views and keys are, opened in the order in which they need each other, and closed in the other.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DynamicModule, Module } from '@nestjs/common';
import { CHARGE_LINK_SECRET, chargeLinkSecret } from '#billing/module';
import { CATALOGS, viewsOf } from '#composition';
import { type Log, masterKey, openKeys } from '#event-store';
import { EventStoreModule } from '#event-store/module';
import { FIRST_POLICY, type FirstPolicy } from '#policy/module';
import { ReadStoreModule } from '#read-store/module';
import { type Config, PERSONAL_KEYS } from '#settings';
import { POLICY_ID } from '#ticketing/module';
import { startEmbedded } from './embedded';

export type OpenStores = {
  /** Global modules: the event store, the read store, the policy of a first start. */
  readonly modules: readonly DynamicModule[];
  /** What was started here besides the modules: they must have let go before. */
  stop(): Promise<void>;
};

/** Opens what the configuration names. Nothing else takes the place of what does not answer. */
export const openStores = async (config: Config, log: Log): Promise<OpenStores> => {
  const { dataDir, keysDir, stores, mode, provider, streamPrefix, masterKey: given } = config;
  const embedded = stores.kind === 'embedded' ? await startEmbedded(dataDir, stores.port, log) : undefined;
  try {
    const keyFile = join(keysDir, PERSONAL_KEYS);
    const master = await masterKey(keyFile, { given, production: mode === 'production' });
    const keys = await openKeys(keyFile, master);
    const url = stores.kind === 'embedded' ? (embedded?.url ?? '') : stores.eventStoreUrl;
    const views = viewsOf(config);
    return {
      modules: [
        EventStoreModule.forRoot({
          url,
          ...(embedded && { loopbackUser: embedded.loopbackUser }),
          provider,
          keys,
          catalogs: CATALOGS,
          soleWriter: stores.kind === 'embedded',
          log,
          ...(streamPrefix !== undefined && { prefix: streamPrefix }),
        }),
        ReadStoreModule.forRoot({ ...views, log }),
        firstPolicy(),
        chargeLinks(master),
      ],
      stop: async () => embedded?.stop(),
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
};

@Module({})
class ChargeLinksModule {}

/** With what the links to charges are signed: the same in every process that has the master key. */
const chargeLinks = (master: Uint8Array): DynamicModule => ({
  module: ChargeLinksModule,
  global: true,
  providers: [{ provide: CHARGE_LINK_SECRET, useValue: chargeLinkSecret(master) }],
  exports: [CHARGE_LINK_SECRET],
});

@Module({})
class FirstPolicyModule {}

/** Published as version 1 where the store has no policy yet. */
const firstPolicy = (): DynamicModule => ({
  module: FirstPolicyModule,
  global: true,
  providers: [{ provide: FIRST_POLICY, useValue: FIRST }],
  exports: [FIRST_POLICY],
});
const FILE = 'policies/standard-support.yaml';

/** The default policy as it lies in the repository. */
export const defaultPolicy = async (): Promise<unknown> => {
  const { parse } = await import('yaml');
  return parse(readFileSync(join(root(), FILE), 'utf8'));
};

export const FIRST: FirstPolicy = { policyId: POLICY_ID, document: defaultPolicy };

/** The repository's own directory, whether we run from it or from what was built into it. */
const root = (directory = __dirname): string => {
  if (existsSync(join(directory, FILE))) return directory;
  const above = dirname(directory);
  if (above !== directory) return root(above);
  throw new Error(`${FILE} is in no directory above ${__dirname}. Restore it: the first start publishes it.`);
};
