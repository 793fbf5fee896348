// The runtime of process managers: delivers events and deadlines to them, parks what fails, holds leases.

export { type Held, withLease } from './lease-holder';
export type { Runtime } from './round';
export { type Running, runProcess } from './runner';
