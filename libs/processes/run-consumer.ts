import { CheckpointedConsumer } from './checkpointed-consumer';
import type { ConsumerDeclaration, ConsumerRuntime } from './consumer';
import { DeclaredWork } from './declared-work';
import type { RunningConsumer } from './work';

/** Runs what is declared until it is stopped. `mustMatch`: throws `StoreMismatch` where it has read another store. */
export const runConsumer = (
  declaration: ConsumerDeclaration,
  runtime: ConsumerRuntime,
  options: { readonly mustMatch?: boolean } = {},
): Promise<RunningConsumer> => CheckpointedConsumer.start(new DeclaredWork(declaration, runtime), runtime, options);
