import type { z } from 'zod';
import { withAlgorithm } from '../domain/algorithm';
import type { PolicyDocument } from '../domain/document';
import { leaves } from '../domain/leaves';
import { problemsOf } from '../domain/problems';
import { PolicyInvalid } from '../domain/publication';
import { unknownZone, zonesOf } from './published-from';
import { policySchema, quoted } from './schema';
import { canonicalZone } from './zone-names';
import { zoneTransitions } from './zone-transitions';

/**
 * Makes sure that an input is a policy that can be published. Throws `PolicyInvalid`, whose lines name the place and
 * what to do: `billing.minimumScope: 'day' is not one of event, session`. The document then states the algorithm that it
 * means, and every switch of it.
 */
export const parsePolicy = (input: unknown): PolicyDocument => {
  // zod passes over a key of this name in silence.
  const reserved = leaves(input).filter(([path]) => path.includes('__proto__'));
  if (reserved.length > 0)
    throw new PolicyInvalid(reserved.map(([path]) => `${placeOf(path)}: is no name. Take it out.`));
  const read = policySchema.safeParse(input, { reportInput: true });
  if (!read.success) throw new PolicyInvalid(read.error.issues.flatMap(sentences));
  // Optional keys are absent rather than undefined, since YAML and JSON know no undefined.
  const document = read.data as PolicyDocument;
  const problems = [...problemsOf(document), ...unknownZones(document)];
  if (problems.length > 0) throw new PolicyInvalid(problems);
  return withAlgorithm(withCanonicalZones(document));
};

/** A link such as EST5EDT is published under the name of the zone that it leads to. */
const withCanonicalZones = (document: PolicyDocument): PolicyDocument => ({
  ...document,
  timezone: canonicalZone(document.timezone) ?? document.timezone,
  calendars: Object.fromEntries(
    Object.entries(document.calendars).map(([name, terms]) =>
      'always' in terms || terms.timezone === undefined
        ? [name, terms]
        : [name, { ...terms, timezone: canonicalZone(terms.timezone) ?? terms.timezone }],
    ),
  ),
});

const unknownZones = (document: PolicyDocument): readonly string[] =>
  [...zonesOf(document)].flatMap(([zone, place]) => (zoneTransitions(zone) ? [] : [unknownZone(place, zone)]));

const sentences = (issue: z.core.$ZodIssue): readonly string[] => {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => `${placeOf([...issue.path, key])}: ${issue.message}`);
  return [`${placeOf(issue.path)}: ${whatIsWrong(issue)}`];
};

const whatIsWrong = (issue: z.core.$ZodIssue): string => {
  if (issue.code === 'invalid_value') {
    const only = issue.values.map(String).join(', ');
    if (issue.input === undefined) return `is missing. Write one of ${only}.`;
    return `${quoted(issue.input)} is not ${issue.values.length === 1 ? `${only}, the only value there is` : `one of ${only}`}`;
  }
  if (issue.code === 'invalid_key') return 'is no name. Use a to z, 0 to 9 and hyphens.';
  if (issue.code === 'invalid_type' && issue.input === undefined)
    return `is missing. ${issue.message.startsWith('must') ? `It ${issue.message}` : 'Add it.'}`;
  return issue.message;
};

const placeOf = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? 'policy'
    : path.map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i > 0 ? '.' : ''}${String(part)}`)).join('');
