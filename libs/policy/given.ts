import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { compile, mergePolicy, type Policy, type PolicyDocument, publishedFrom } from './index';

// For specs only: the default policy, as it lies in the repository, with a patch laid over it.

const document: unknown = parse(readFileSync(join(__dirname, '../../policies/standard-support.yaml'), 'utf8'));

export const policyWith = (patch: object = {}): Policy =>
  compile(publishedFrom(mergePolicy(document, patch) as PolicyDocument, 1));
export const standardPolicy = policyWith();
