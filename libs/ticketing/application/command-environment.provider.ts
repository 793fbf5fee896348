import type { FactoryProvider } from '@nestjs/common';
import { uuidv5 } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import { Policies } from '#policy/policies';
import type { CommandEnvironment } from './ticket-commands';

/** Inject with `@Inject(DESK) environment: Desk`. */
export const COMMAND_ENVIRONMENT = Symbol('Desk');

/** The policy under which tickets are opened. */
export const POLICY_ID = 'standard-support';

/** The namespace of commands that processes say: never changed, or they would be said twice. */
const PROCESS_COMMAND_NAMESPACE = '5b0c3a52-7a0e-5d1c-9f0e-2f6b7c1d4e88';

export const commandEnvironmentProvider: FactoryProvider<CommandEnvironment> = {
  provide: COMMAND_ENVIRONMENT,
  inject: [EVENT_STORE, Policies],
  useFactory: (store: EventStore, policies: Policies) => ({
    store,
    policies: {
      inForce: (at) => policies.inForce(POLICY_ID, at),
      pinned: (policyId, version) => policies.pinned(policyId, version),
    },
    idOf: (name) => uuidv5(PROCESS_COMMAND_NAMESPACE, name),
  }),
};
