/** What time it is, in milliseconds since 1970. The one way to ask: tests and the demo live at another time. */
export interface Clock {
  now(): number;
  /** It moves only when it is told to: nobody counts seconds by it. */
  readonly isStanding?: true;
}
/** The token under which a server provides its clock. */
export const CLOCK = Symbol('Clock');
export const systemClock: Clock = { now: Date.now };
