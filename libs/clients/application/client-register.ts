// Who is known. Until the first client is registered, any id of a client is taken, and likewise for staff: a desk that
// keeps no register is not held up by one (ADR 24).

import type { Context, EventStore } from '#kernel';
import { iso } from '#kernel';
import type { Policy } from '#policy';
import type { Policies } from '#policy/policies';
import type { Register } from '#ticketing/commands';
import { type Client, client, mustHave } from '../domain/client';
import type { Contract } from '../domain/client-events';
import { policyIdFor } from '../domain/policy-id';
import { clientRegister, mustBeAtDesk, type Staff, staff } from '../domain/staff';
import { CLIENT_REGISTER, clientStream, STAFF } from './streams';

type ClientReference = Parameters<Register['mustKnowClient']>[1];

export class ClientRegister implements Register {
  readonly #store: EventStore;
  readonly #policies: Policies;
  readonly #defaultPolicy: string;
  /** What was derived from which version of which policy, and for which contract. */
  readonly #derived = new Map<string, Policy>();

  constructor(store: EventStore, policies: Policies, defaultPolicy: string) {
    this.#store = store;
    this.#policies = policies;
    this.#defaultPolicy = defaultPolicy;
  }

  async client(clientId: string): Promise<{ readonly state: Client; readonly revision: number }> {
    return this.#store.load(clientStream(clientId), client, 'latest');
  }

  async staff(): Promise<Staff> {
    return (await this.#store.load(STAFF, staff, 'latest')).state;
  }

  async policyFor(clientId: string, at: number): Promise<Policy | undefined> {
    const { state } = await this.client(clientId);
    return state.status === 'registered' && state.contract ? this.policyOf(clientId, state.contract, at) : undefined;
  }

  /** What holds under a contract; nothing where it agrees nothing of its own. Throws where its overrides are no policy. */
  async policyOf(clientId: string, { policyId, overrides }: Contract, at: number): Promise<Policy | undefined> {
    const from = policyId ?? this.#defaultPolicy;
    if (overrides === undefined || Object.keys(overrides).length === 0)
      return policyId === undefined ? undefined : this.#policies.inForce(policyId, at);
    const { version } = await this.#policies.inForce(from, at);
    const made = JSON.stringify([clientId, from, version, overrides]);
    const known = this.#derived.get(made);
    if (known) return known;
    const as = policyIdFor(from, clientId);
    const context: Context = { commandId: `contract-policy/${made}`, actor: CONTRACTS, at: iso(at) };
    const policy = await this.#policies.derive({ from, at, as, patch: overrides }, context);
    this.#derived.set(made, policy);
    return policy;
  }

  async mustKnowClient(
    clientId: string,
    named: ClientReference,
    asker?: string,
  ): Promise<{ readonly fromNoc: boolean }> {
    const isNamed = [named.contact, named.site, named.service, named.subscriber].some((one) => one !== undefined);
    if (!isNamed && !(await this.isBegun())) return { fromNoc: false };
    const { state } = await this.client(clientId);
    mustHave(state, named);
    const contact = named.contact ?? asker;
    const known = state.status === 'registered' && contact !== undefined ? state.contacts.get(contact) : undefined;
    return { fromNoc: known?.role === 'noc' };
  }

  async mustKnowAssignee(assignee: string): Promise<void> {
    mustBeAtDesk(await this.staff(), assignee);
  }

  /** Whether a client that is not registered is refused. It never ends, so that what is remembered holds. */
  async isBegun(): Promise<boolean> {
    for (const freshness of ['cached', 'latest'] as const)
      if ((await this.#store.load(CLIENT_REGISTER, clientRegister, freshness)).state.begun) return true;
    return false;
  }
}

const CONTRACTS = { id: 'contracts', role: 'system' };
