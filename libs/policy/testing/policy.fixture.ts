import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { withAlgorithm } from '../domain/algorithm';
import { compile, mergePolicy, type Policy, type PolicyDocument, publishedFrom } from '../index';

// For specs only, and for those of other libs by `#policy/testing`: the default policy of the repository, compiled, with
// a patch laid over it. Nothing is validated: a spec may need what no document can say.

const document: unknown = parse(readFileSync(join(__dirname, '../../../policies/standard-support.yaml'), 'utf8'));

export const policyWith = (patch: object = {}): Policy =>
  compile(publishedFrom(withAlgorithm(mergePolicy(document, patch) as PolicyDocument), 1));
export const standardPolicy = policyWith();

/** The default policy as a build stored it that knew no other algorithm. */
export const policyOfAlgorithm1 = (patch: object = {}): Policy => {
  const { algorithm: _, ...stored } = mergePolicy(document, patch) as PolicyDocument;
  return compile(publishedFrom(stored, 1));
};
