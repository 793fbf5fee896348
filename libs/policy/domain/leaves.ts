/** A figure of a document: its place, and what stands there. A list is one figure, and so is an empty object. */
export type Leaf = readonly [path: readonly string[], value: unknown];

export const leaves = (value: unknown, path: readonly string[] = []): readonly Leaf[] =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]))
    : [[path, value]];

/** Equal in every figure, whatever the order of the keys. */
export const sameFigures = (a: unknown, b: unknown): boolean => {
  const listed = (value: unknown) =>
    leaves(value)
      .map((leaf) => JSON.stringify(leaf))
      .sort();
  return JSON.stringify(listed(a)) === JSON.stringify(listed(b));
};
