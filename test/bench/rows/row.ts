/** One line of the bench: a figure, and what it was measured against in the same run. */
export type Row = {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the reference is, in words. */
  readonly reference: string;
  readonly referenceValue: number;
  /** How many times better than the reference. */
  readonly ratio: number;
  readonly goal: string;
  readonly met: boolean;
};

/** Milliseconds that an act takes. */
export const timed = (act: () => void): number => {
  const from = performance.now();
  act();
  return performance.now() - from;
};

/** The middle of several measurements: one that was disturbed does not count. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
