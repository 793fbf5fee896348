// The consumer runtime: what reads the store, and goes on whatever happens. A consumer is declared as a table
// (`ConsumerDeclaration`); a process manager and a view are run as one.

export { abreast } from './abreast';
export { CheckpointedConsumer } from './checkpointed-consumer';
export type { ConsumerDeclaration, ConsumerRuntime, Lag, TicketEvents, TicketOutcome } from './consumer';
export { type Held, withLease } from './lease-holder';
export { runConsumer } from './run-consumer';
export { type Runtime, runProcess } from './run-process';
export { runProjection } from './run-projection';
export type { RunningConsumer, Work } from './work';
