// What a check found: which event it is about, and a sentence that a person reads.

export type Finding = {
  readonly stream: string;
  readonly revision: number;
  readonly what: string;
};

/** Whether everything that was stored is in what was computed; what older builds did not store is not missed. */
export const holds = (stored: unknown, computed: unknown): boolean => {
  if (Array.isArray(stored))
    return (
      Array.isArray(computed) &&
      stored.length === computed.length &&
      stored.every((one, index) => holds(one, computed[index]))
    );
  if (typeof stored !== 'object' || stored === null) return stored === computed;
  if (typeof computed !== 'object' || computed === null) return false;
  return Object.entries(stored).every(([name, value]) => holds(value, (computed as Record<string, unknown>)[name]));
};
