/** A figure of a document: its place, and what stands there. A list is one figure. */
export type Leaf = readonly [path: readonly string[], value: unknown];

/** All figures in the document's order. What is null or empty states nothing, and is as good as absent. */
export const leaves = (value: unknown, path: readonly string[] = []): readonly Leaf[] => {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.length > 0 ? [[path, value]] : [];
  if (typeof value !== 'object') return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) => leaves(inner, [...path, key]));
};
