// `npm run store -- …`, whose program is in program.ts.

import '#settings/private-files';
import { loadBundle } from '#command-line/load-bundle';

if (!loadBundle(__dirname)) void import('./program.js');
