import { CLAIM_EVENTS, CLAIMS } from './claims';
import { checkCatalogs } from './envelope/envelope';
import { META_EVENTS, META_STREAM } from './meta';
import type { Catalogs } from './options';

/**
 * What can be written and read: the contexts' own streams, and ours. `heard` is how the streams begin that consumers are
 * handed; claims are told to nobody. Throws `TypeError` on a catalog that could not read what it wrote.
 */
export const catalogsOf = (contexts: Catalogs): { catalogs: Catalogs; heard: readonly string[] } => {
  const catalogs = { ...contexts, [META_STREAM]: META_EVENTS, [CLAIMS]: CLAIM_EVENTS };
  checkCatalogs(catalogs);
  return { catalogs, heard: [...Object.keys(contexts).map((category) => `${category}-`), META_STREAM] };
};
