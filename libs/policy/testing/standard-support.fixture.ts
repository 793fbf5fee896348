import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parsePolicy } from '../application/parse-policy';
import { publishedFrom } from '../application/published-from';
import { mergePolicy } from '../domain/merge';

// For specs only: the default policy, as it lies in the repository, and what can be made of it.

export const standardSupport = parsePolicy(
  parse(readFileSync(join(__dirname, '../../../policies/standard-support.yaml'), 'utf8')),
);

/** The default policy with a patch laid over it, as the version of that number. Throws what publishing would refuse. */
export const patched = (patch: unknown, version = 1) =>
  publishedFrom(parsePolicy(mergePolicy(standardSupport, patch)), version);

export const published = publishedFrom(standardSupport, 1);
