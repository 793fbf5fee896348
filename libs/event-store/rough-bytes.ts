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
    else pushHeld(next, waiting);
  }
  return bytes;
};

const pushHeld = (container: object, waiting: unknown[]): void => {
  if (container instanceof Set || Array.isArray(container)) for (const held of container) waiting.push(held);
  else
    for (const [key, held] of container instanceof Map ? container : Object.entries(container)) waiting.push(key, held);
};
