import { z } from 'zod';
import { count, instant, list, named, text } from '#http-kit/answers';

/** Its fields are those that publishing checks and names one by one (docs/policy.md). */
const policyDocument = named('PolicyDocument', z.looseObject({ policyId: text, version: count }));
export const comparison = {
  version: count,
  changes: list(text),
  notCarriedOut: list(text),
  warnings: list(text),
};
export const policyPublished = named('PolicyPublished', z.strictObject({ revision: z.int().min(0), ...comparison }));
export const policyVersions = named(
  'PolicyVersions',
  list(
    z.strictObject({
      policyId: text,
      version: count,
      publishedBy: named('Publisher', z.strictObject({ id: text, role: text })),
      publishedAt: instant,
      document: policyDocument,
    }),
  ),
);
