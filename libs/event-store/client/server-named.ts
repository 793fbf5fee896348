import { StoreUnavailable } from '../errors';
import { explained } from './explain';
import { hardenedClient } from './hardened-client';
import { within } from './retry';
import { storeAddress } from './store-url';

const PATIENCE_MS = 10_000;
const WINDOW_BYTES = 64 * 1024;

/**
 * Which server answers at a connection string: where it was found (of a cluster, its leader), what it calls itself, and
 * whether it is the node that comes with Faultline. Throws `BadStoreUrl`, and `StoreUnavailable` with what keeps it from
 * answering within ten seconds.
 */
export const serverAt = async (
  url: string,
): Promise<{ readonly host: string; readonly version: string; readonly isEmbedded: boolean }> => {
  const asking = hardenedClient(storeAddress(url), WINDOW_BYTES);
  const answer = async () => ({ host: await asking.ready(), ...(await asking.server()) });
  try {
    return await within(PATIENCE_MS, answer());
  } catch (error) {
    throw new StoreUnavailable(`The event store cannot be used: ${explained(error)}.`, { cause: error });
  } finally {
    await asking.close();
  }
};
