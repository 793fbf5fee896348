/** Where a crash rig may stop the node, in the order in which one append meets them. */
export const FAULT_POINTS = [
  'write.before',
  'write.after',
  'sync.before',
  'sync.after',
  'index.after',
  'answer.after',
  'publish.after',
  'roll.before',
  'roll.created',
  'roll.after',
  'snapshot.before',
  'snapshot.written',
  'snapshot.after',
] as const;
export type FaultPoint = (typeof FAULT_POINTS)[number];

/** Called at each instant, synchronously: it may kill the process, it may not throw. */
export type OnFaultPoint = (instant: FaultPoint) => void;
export const ignoreFaultPoints: OnFaultPoint = () => undefined;

/** What becomes of a batch of appends, in this order. The order is the promise. */
export const COMMIT_ORDER = ['write', 'sync', 'index', 'answer', 'publish'] as const;
export type CommitStep = (typeof COMMIT_ORDER)[number];

/** Faults a rig plants on purpose, to show that it finds them. Nobody else sets these. */
export type PlantedFaults = {
  /** For example 'answer' before 'sync': acknowledged before it is durable. */
  readonly commitOrder?: readonly CommitStep[];
  /** Believes every frame, whatever its checksum. */
  readonly skipChecksums?: boolean;
};
