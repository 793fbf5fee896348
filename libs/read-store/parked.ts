/** An event that a consumer could not take, or that waits behind one of the same ticket. It holds no event data. */
export type ParkedEvent = {
  /** The projection with its version, or the process. */
  readonly consumer: string;
  /** What belongs together: `7` for `ticket-7`, `sla-7` and `billing-7`. */
  readonly sequence: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** Why; absent on those that wait behind it. */
  readonly reason?: string;
};
