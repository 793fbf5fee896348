import { join } from 'node:path';
import { CATALOGS } from '#composition';
import { masterKey, openKeys, openStore } from '#event-store';
import { type Config, PERSONAL_KEYS } from '#settings';
import { startEmbedded } from './embedded';

/**
 * `keys adopt`: the key file of the event store is lost for good. From now on this KEYS_DIR counts; what the lost one
 * sealed cannot be read any more. Answers an exit code.
 */
export const adoptKeys = async (config: Config): Promise<number> => {
  const { dataDir, keysDir, stores, provider, streamPrefix, masterKey: given, mode } = config;
  const embedded = stores.kind === 'embedded' ? await startEmbedded(dataDir, 0) : undefined;
  try {
    const file = join(keysDir, PERSONAL_KEYS);
    const keys = await openKeys(file, await masterKey(file, { given, production: mode === 'production' }));
    const store = await openStore({
      url: stores.kind === 'embedded' ? (embedded?.url ?? '') : stores.eventStoreUrl,
      ...(embedded && { loopbackUser: embedded.loopbackUser }),
      provider,
      keys,
      catalogs: CATALOGS,
      adoptKeyFile: true,
      ...(streamPrefix !== undefined && { prefix: streamPrefix }),
    });
    await store.close();
    console.log(`${file} is the key file of this event store from now on. Restart every server with this KEYS_DIR.`);
    return 0;
  } finally {
    await embedded?.stop();
  }
};
