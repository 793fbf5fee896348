import type { FactoryProvider } from '@nestjs/common';
import { dryRunnable, uuidv5 } from '#event-store';
import { EVENT_STORE } from '#event-store/module';
import type { EventStore } from '#kernel';
import { Policies } from '#policy/policies';
import type { CommandEnvironment } from './command-environment';
import type { Ledgers } from './ledgers';
import type { Register } from './register';

/** Inject with `@Inject(COMMAND_ENVIRONMENT) environment: CommandEnvironment`. */
export const COMMAND_ENVIRONMENT = Symbol('CommandEnvironment');
/** Provided by billing to all modules. */
export const LEDGERS = Symbol('Ledgers');
/** Provided by clients to all modules. */
export const REGISTER = Symbol('Register');

/** The policy under which tickets are opened. */
export const POLICY_ID = 'standard-support';

/** The namespace of the command ids of processes: never changed, or their commands would take effect twice. */
const PROCESS_COMMAND_NAMESPACE = '5b0c3a52-7a0e-5d1c-9f0e-2f6b7c1d4e88';

export const commandEnvironmentOf = (
  store: EventStore,
  policies: Policies,
  ledgers?: Ledgers,
  register?: Register,
): CommandEnvironment => ({
  store: dryRunnable(store),
  policies: {
    inForce: async (at, client) =>
      (client === undefined ? undefined : await register?.policyFor(client, at)) ?? policies.inForce(POLICY_ID, at),
    pinned: (policyId, version) => policies.pinned(policyId, version),
  },
  idOf: (name) => uuidv5(PROCESS_COMMAND_NAMESPACE, name),
  ...(ledgers && { ledgers }),
  ...(register && { register }),
});

export const commandEnvironmentProvider: FactoryProvider<CommandEnvironment> = {
  provide: COMMAND_ENVIRONMENT,
  inject: [EVENT_STORE, Policies, { token: LEDGERS, optional: true }, { token: REGISTER, optional: true }],
  useFactory: commandEnvironmentOf,
};
