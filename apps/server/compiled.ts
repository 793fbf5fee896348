// Keeps what Node has compiled, so that the next start need not compile it again: a third of what a start costs.
// To be imported before anything that is worth keeping.

import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';

// Beside the programs, as whoever may replace it may replace them as well; a directory for everybody's temporary files
// would let anybody put code here. An image brings it along (deploy/Dockerfile). Where it cannot be written, nothing is
// kept, and nothing else changes.
enableCompileCache(join(__dirname, '../../.compiled'));

/** To be said once all that is needed is loaded: who is killed later on says nothing any more. */
export const keepCompiled = (): void => flushCompileCache();
