// policy-<id>: the versions of one support policy, each published once and never edited.

import { type Catalog, type Decider, DomainError } from '#kernel';
import type { PolicyVersion, ZoneTransitions } from './document';
import { limitProblems } from './figure-limits';
import { BUILD_IS_WHOLE, notCarriedOut } from './figures';
import { FIRST_YEAR, LAST_YEAR } from './open-year';
import { diffPolicies } from './policy-diff';
import { problemsOf } from './problems';

// Events. These names and fields are the storage format.
export type PolicyPublished = PolicyVersion & {
  readonly type: 'PolicyPublished';
  /** The figures that nothing in the publishing build carried out, by their places. */
  readonly notCarriedOut: readonly string[];
};
export type PolicyEvent = PolicyPublished;

/** Every event of policy-<id>, for ever. Nothing in them is personal. */
export const POLICY_EVENTS = { PolicyPublished: { schemaVersion: 1 } } as const satisfies Catalog<PolicyEvent>;

/** Publishes what `publishedFrom` made. `version` is the number that follows the newest one, 1 for the first. */
export type PublishPolicy = PolicyVersion & { readonly type: 'PublishPolicy' };

// State.
export type PolicyState = { readonly versions: readonly PolicyVersion[] };

export const policy: Decider<PublishPolicy, PolicyState, PolicyPublished> = {
  initial: { versions: [] },
  evolve: {
    PolicyPublished: ({ versions }, { policyId, version, document, zones }) => {
      if (version !== versions.length + 1) throw new Error(`version ${version} follows ${versions.length}`);
      return { versions: [...versions, { policyId, version, document, zones }] };
    },
  },
  decide: {
    PublishPolicy: ({ policyId, version, document, zones }, { versions }) => {
      mustBeSound({ policyId, version, document, zones }, versions[0]);
      const newest = versions.at(-1);
      if (newest && diffPolicies(newest, { policyId, version, document, zones }).length === 0) return [];
      const next = versions.length + 1;
      if (version !== next)
        throw refusal(
          'policy.not-next',
          `${policyId} stands at version ${next - 1}, so that the next is ${next}; this document says ${version}. ` +
            `Set version: ${next}, after a look at what has been published since.`,
        );
      const idle = notCarriedOut(document);
      if (BUILD_IS_WHOLE && idle.length > 0)
        throw refusal('policy.not-carried-out', `Nothing in this build carries out ${idle.join(', ')}. Take it out.`);
      return [{ type: 'PolicyPublished', policyId, version, document, zones, notCarriedOut: idle }];
    },
  },
};

const mustBeSound = ({ policyId, version, document, zones }: PolicyVersion, first: PolicyVersion | undefined) => {
  const belongsTo = first?.policyId ?? policyId;
  if (policyId !== belongsTo || document.policyId !== policyId)
    throw refusal(
      'policy.other-id',
      `This is policy ${document.policyId}, which has versions of its own; it cannot become one of ${belongsTo}.`,
    );
  const problems = [...problemsOf(document), ...zonesMissing(document, zones)];
  if (document.version !== version)
    problems.push(`version: the document says ${document.version} and is published as ${version}. Make them one.`);
  if (problems.length > 0) throw new PolicyInvalid(problems);
  const tooLarge = limitProblems({ policyId, version, document, zones });
  if (tooLarge.length > 0) throw new PolicyInvalid(tooLarge);
};

const zonesMissing = ({ timezone, calendars }: PolicyVersion['document'], zones: PolicyVersion['zones']) =>
  [timezone, ...Object.values(calendars).flatMap((terms) => ('weekly' in terms ? (terms.timezone ?? []) : []))]
    .filter((zone) => !Object.hasOwn(zones, zone) || !isWhole(zones[zone]))
    .map(
      (zone) => `zones: the clock changes of ${zone} are missing or cut short. Make the version with publishedFrom.`,
    );

const isWhole = (zone: ZoneTransitions | undefined): boolean =>
  zone !== undefined &&
  zone.offsets.length === zone.at.length + 1 &&
  zone.from * 1000 <= Date.UTC(FIRST_YEAR, 0, 1) &&
  zone.until * 1000 >= Date.UTC(LAST_YEAR + 1, 0, 1);

/** A policy that cannot be published. `problems`, one line each, name the place and what to do. */
export class PolicyInvalid extends DomainError<'policy.invalid'> {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super('policy.invalid', problems.join('\n'));
    this.problems = problems;
  }
}

const refusal = (code: PolicyProblem, message: string) => new DomainError<PolicyProblem>(code, message);
export type PolicyProblem = `policy.${'invalid' | 'not-next' | 'other-id' | 'not-carried-out' | 'unknown'}`;
