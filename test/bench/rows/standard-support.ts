import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { PolicyDocument } from '#policy';

/** The default policy, as it lies in the repository. npm runs every script in the repository's root. */
export const standardSupport = (): PolicyDocument =>
  parse(readFileSync(join(process.cwd(), 'policies/standard-support.yaml'), 'utf8'));
