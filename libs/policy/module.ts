import { type FactoryProvider, Module } from '@nestjs/common';
import { EVENT_STORE } from '#event-store/module';
import { CLOCK, type Clock, type EventStore, iso, systemClock } from '#kernel';
import { type FirstPolicy, Policies } from './application/policies';

export { parsePolicy } from './application/parse-policy';
export type { FirstPolicy } from './application/policies';

/**
 * The token of the policy that the first start on an empty store publishes as version 1 (`FirstPolicy`). A server
 * provides it globally; without it nothing is published.
 */
export const FIRST_POLICY = Symbol('FirstPolicy');

/** Ready before anybody asks for a policy. No start changes what was published. */
const policies: FactoryProvider<Policies> = {
  provide: Policies,
  inject: [EVENT_STORE, { token: CLOCK, optional: true }, { token: FIRST_POLICY, optional: true }],
  useFactory: async (store: EventStore, clock: Clock = systemClock, first?: FirstPolicy) => {
    const policies = new Policies(store);
    const commandId = `first-policy/${first?.policyId}`;
    const context = { commandId, actor: { id: 'faultline', role: 'system' }, at: iso(clock.now()) };
    if (first) await policies.publishFirst(first, context);
    return policies;
  },
};

/** Lets a role look policies up, and publish them. */
@Module({ providers: [policies], exports: [Policies] })
export class PolicyModule {}
