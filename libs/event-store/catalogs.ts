import { CLAIM_EVENTS, CLAIMS } from './claims';
import { checkCatalogs } from './envelope/envelope';
import { META_EVENTS, META_STREAM } from './meta';
import type { Catalogs } from './options';

/** What can be written and read: the contexts' own streams, and ours. Throws `TypeError` on one that could not read what it wrote. */
export const catalogsOf = (contexts: Catalogs): Catalogs => {
  const catalogs = { ...contexts, [META_STREAM]: META_EVENTS, [CLAIMS]: CLAIM_EVENTS };
  checkCatalogs(catalogs);
  return catalogs;
};
