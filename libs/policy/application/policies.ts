import { type Context, DomainError, decide, decideAndAppend, type EventStore, MINUTE, streamOf } from '#kernel';
import { compile, type Policy } from '../domain/compile';
import type { PolicyDocument, PolicyVersion } from '../domain/document';
import { notCarriedOut } from '../domain/figures';
import { mergePolicy } from '../domain/merge';
import { warningsOf } from '../domain/plausibility';
import { diffPolicies } from '../domain/policy-diff';
import { type PolicyProblem, type PolicyPublished, type PolicyState, policy } from '../domain/publication';
import { parsePolicy } from './parse-policy';
import { publishedFrom } from './published-from';

/** What came of publishing: the version that now says this, what it changes, and what of it nothing carries out. */
export type Published = {
  readonly version: number;
  /** Against the version before it; none for a first version, and where the newest is the same already. */
  readonly changes: readonly string[];
  /** Places of figures that nothing in this build carries out. */
  readonly notCarriedOut: readonly string[];
  /** What is hardly meant: each line with its place. It was published all the same. */
  readonly warnings: readonly string[];
};

/** A version, who published it and when: ISO 8601, UTC. */
export type PublishedVersion = PolicyVersion & {
  readonly publishedBy: { readonly id: string; readonly role: string };
  readonly publishedAt: string;
};

/** What publishing would come to, and the two versions that it is about. */
export type PolicyPreview = Published & {
  readonly policy: Policy;
  /** The newest version; absent where there is none. */
  readonly newest?: Policy;
};

/** What a store begins with: which policy it is, and how to come by its document as it was read from a file. */
export type FirstPolicy = { readonly policyId: string; document(): unknown };

/** No rule of a publication asks who publishes. */
const NOBODY: Context = {
  commandId: 'preview',
  actor: { id: 'preview', role: 'system' },
  at: '1970-01-01T00:00:00.000Z',
};

/** How long another process's publication may go unnoticed by those who open tickets here. */
const NOTICED_WITHIN = MINUTE / 60;

/** The support policies of a store: published as versions, in force for new tickets, pinned by those that are open. */
export class Policies {
  readonly #store: EventStore;
  readonly #pinned = new Map<string, Policy>();
  readonly #readAt = new Map<string, number>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  /**
   * Publishes a document, as it was read from a file or a request. Its `version` must be the next number. The same
   * document again, whatever its number, changes nothing. Throws `PolicyInvalid` and the refusals of `PolicyProblem`.
   */
  async publish(input: unknown, context: Context): Promise<Published> {
    const { made, ...published } = await this.#compare(parsePolicy(input));
    await decideAndAppend(
      this.#store,
      policyStream(made.policyId),
      policy,
      { type: 'PublishPolicy', ...made },
      context,
    );
    return published;
  }

  /** What `publish` would answer. Throws what it would throw, and publishes nothing. */
  async preview(input: unknown): Promise<PolicyPreview> {
    const document = parsePolicy(input);
    const state = await this.#state(document.policyId, 'latest');
    const { made, ...published } = await this.#compare(document);
    decide(policy, { type: 'PublishPolicy', ...made }, state, NOBODY);
    const newest = state.versions.at(-1);
    return { ...published, policy: compile(made), ...(newest && { newest: this.#compiled(newest) }) };
  }

  async #compare(document: PolicyDocument): Promise<Published & { readonly made: PolicyVersion }> {
    const made = publishedFrom(document, document.version);
    const newest = (await this.#state(document.policyId, 'latest')).versions.at(-1);
    const changes = newest ? diffPolicies(newest, made) : [];
    return {
      version: newest && changes.length === 0 ? newest.version : made.version,
      changes,
      notCarriedOut: notCarriedOut(document),
      warnings: warningsOf(document),
      made,
    };
  }

  /** Publishes the newest version with a patch laid over it (`mergePolicy`), as the next one. */
  async amend(policyId: string, patch: unknown, context: Context): Promise<Published> {
    const newest = (await this.#state(policyId, 'latest')).versions.at(-1);
    if (!newest) throw unknown(`Policy ${policyId} was never published. Publish a whole document first.`);
    const amended = mergePolicy({ ...newest.document, version: newest.version + 1 }, patch);
    return this.publish(amended, context);
  }

  /**
   * The policy of that id that holds at `at`, with a patch laid over it (`mergePolicy`), as a version of its own policy
   * `as`: the one that says so already, or the next, published here. A ticket can pin it like any other. Throws
   * `PolicyInvalid` where what comes of it is no policy.
   */
  async derive(
    {
      from,
      at,
      as,
      patch,
    }: { readonly from: string; readonly at: number; readonly as: string; readonly patch: unknown },
    context: Context,
  ): Promise<Policy> {
    const { document } = await this.inForce(from, at);
    const { versions } = await this.#state(as, 'latest');
    const patched = mergePolicy(document, patch) as object;
    const made = (version: number) => publishedFrom(parsePolicy({ ...patched, policyId: as, version }), version);
    const same = versions.findLast((one) => diffPolicies(one, made(one.version)).length === 0);
    if (same) return this.#compiled(same);
    const next = made(versions.length + 1);
    await decideAndAppend(this.#store, policyStream(as), policy, { type: 'PublishPolicy', ...next }, context);
    return this.pinned(as, next.version);
  }

  /** Publishes a document where its policy has no version yet; otherwise it is not even read, and all stays as it is. */
  async publishFirst({ policyId, document }: FirstPolicy, context: Context): Promise<void> {
    if ((await this.#state(policyId, 'latest')).versions.length > 0) return;
    try {
      await this.publish(await document(), context);
    } catch (refusal) {
      // Several processes start at once: whoever came first has published it.
      if ((await this.#state(policyId, 'latest')).versions.length === 0) throw refusal;
    }
  }

  /**
   * What holds for a ticket opened at `at` (epoch milliseconds): the newest version that has taken effect by then, and
   * the first one for times before all. Throws `policy.unknown` where nothing was published.
   */
  async inForce(policyId: string, at: number): Promise<Policy> {
    const { versions } = await this.#state(policyId, this.#freshness(policyId));
    const version = versions.findLast(({ document }) => Date.parse(document.effectiveFrom) <= at) ?? versions[0];
    if (!version) throw unknown(`Policy ${policyId} was never published. Publish it, or correct its name.`);
    return this.#compiled(version);
  }

  /** The version that a ticket was opened under. Throws `policy.unknown` where there is none of that number. */
  async pinned(policyId: string, version: number): Promise<Policy> {
    const known = this.#pinned.get(pinOf(policyId, version));
    if (known) return known;
    const remembered = (await this.#state(policyId, 'cached')).versions[version - 1];
    const found = remembered ?? (await this.#state(policyId, 'latest')).versions[version - 1];
    if (!found) throw unknown(`Policy ${policyId} has no version ${version} in this store. Is it the right store?`);
    return this.#compiled(found);
  }

  /** All versions, oldest first. */
  async versions(policyId: string): Promise<readonly PublishedVersion[]> {
    const history = await this.#store.read(policyStream(policyId));
    return history.map(({ event, stamp: { actor, recordedAt } }) => {
      const { type: _, notCarriedOut: __, ...version } = event as PolicyPublished;
      return { ...version, publishedBy: { id: actor.id, role: actor.role }, publishedAt: recordedAt };
    });
  }

  async #state(policyId: string, freshness: 'latest' | 'cached'): Promise<PolicyState> {
    const { state } = await this.#store.load(policyStream(policyId), policy, freshness);
    if (freshness === 'latest') this.#readAt.set(policyId, performance.now());
    // A guess may have been forgotten; a policy that was read once cannot be unpublished.
    return freshness === 'cached' && state.versions.length === 0 ? this.#state(policyId, 'latest') : state;
  }

  #freshness(policyId: string): 'latest' | 'cached' {
    const readAt = this.#readAt.get(policyId) ?? Number.NEGATIVE_INFINITY;
    return performance.now() - readAt < NOTICED_WITHIN ? 'cached' : 'latest';
  }

  #compiled(version: PolicyVersion): Policy {
    const pin = pinOf(version.policyId, version.version);
    const policy = this.#pinned.get(pin) ?? compile(version);
    this.#pinned.set(pin, policy);
    return policy;
  }
}

const policyStream = (policyId: string) => streamOf('policy', policyId);
const pinOf = (policyId: string, version: number) => `${policyId}@${version}`;
const unknown = (message: string) => new DomainError<PolicyProblem>('policy.unknown', message);
