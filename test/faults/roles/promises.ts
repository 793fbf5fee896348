// What must hold of deadlines and of money, whichever roles were killed, doubled or woken late: what a store alone can say of
// it is in libs/invariants, and here is what somebody must have watched. What holds of commands and charges is in
// test/kill/promises.ts.
import type { Everything } from '../../kill/stored';

/** I16: what was posted for a ticket at any instant is the beginning of what is posted later. */
export class Postings {
  readonly broken: string[] = [];
  readonly #seen = new Map<string, readonly string[]>();

  saw(ticketId: string, postings: readonly string[]): void {
    const before = this.#seen.get(ticketId) ?? [];
    // Two who ask at once may be answered in either order.
    const [older, newer] = before.length <= postings.length ? [before, postings] : [postings, before];
    if (older.some((posting, n) => newer[n] !== posting))
      this.broken.push(`I16: ${ticketId} had the postings ${older} and has ${newer}`);
    this.#seen.set(ticketId, newer);
  }

  /** To be asked in the end: nothing that anybody saw is gone. */
  lost({ streams }: Everything): string[] {
    return [...this.#seen].flatMap(([ticketId, seen]) => {
      const posted = (streams.get(`billing-${ticketId}`) ?? []).flatMap(({ data }) => postingOf(data));
      const left = posted.slice(0, seen.length);
      return seen.join() === left.join() ? [] : [`I16: ${ticketId} had the postings ${seen}, and ${left} are left`];
    });
  }
}

const postingOf = (data: unknown): string[] => {
  const { postingId, cents } = data as { postingId?: string; cents?: number };
  return postingId !== undefined && cents !== undefined ? [`${postingId} ${cents}`] : [];
};
