/** About how much memory a value holds, in bytes: enough to bound a cache by, and cheap. */
export const roughBytes = (value: unknown): number => {
  let bytes = 0;
  const seen = new Set<object>();
  const waiting: unknown[] = [value];
  while (waiting.length > 0) {
    const next = waiting.pop();
    bytes += 8;
    if (typeof next === 'string') bytes += 16 + 2 * next.length;
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    bytes += 32;
    if (ArrayBuffer.isView(next)) bytes += next.byteLength;
    else if (next instanceof Map) for (const [key, held] of next) waiting.push(key, held);
    else if (next instanceof Set || Array.isArray(next)) waiting.push(...next);
    else for (const [key, held] of Object.entries(next)) waiting.push(key, held);
  }
  return bytes;
};
