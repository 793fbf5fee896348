import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** The default policy of the repository, as a document. */
export const standardSupport: unknown = parse(
  readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'),
);
