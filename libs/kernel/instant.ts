/** A clock reading, and a span, in milliseconds. */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** Milliseconds since 1970 of an instant of ours (ISO 8601, UTC). Throws `RangeError` on anything else. */
export const ms = (iso: string): number => {
  const instant = Date.parse(iso);
  if (Number.isNaN(instant)) throw new RangeError(`'${iso}' is no instant.`);
  return instant;
};

/** An instant as we store it: ISO 8601, UTC, milliseconds. */
export const iso = (instant: number): string => new Date(instant).toISOString();
