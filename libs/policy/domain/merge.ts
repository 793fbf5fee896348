type Fields = Readonly<Record<string, unknown>>;
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Lays a patch over a document: objects merge, anything else replaces (lists whole, null too). Neither is changed.
 * The result is not a policy yet: give it to `parsePolicy`.
 */
export const mergePolicy = (document: unknown, patch: unknown): unknown => {
  if (!isFields(document) || !isFields(patch)) return patch;
  // Object.fromEntries defines its keys, so that one called __proto__ stays a key, and is refused as unknown.
  const merged = new Map(Object.entries(document));
  for (const [key, value] of Object.entries(patch))
    merged.set(key, merged.has(key) ? mergePolicy(merged.get(key), value) : value);
  return Object.fromEntries(merged);
};
