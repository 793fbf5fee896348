// What must hold of deadlines and of money, whichever roles were killed, doubled or woken late. Each answers with what
// does not hold. What holds of commands and charges is in test/kill/promises.ts.
import type { Everything, StoredEvent } from '../../kill/stored';

type Reading = { target: string; cycle: number; armedAt: string; dueAt: string; percent?: number };
const reading = ({ data }: StoredEvent) => data as Reading;
const clockOf = (event: StoredEvent) => {
  const { target, cycle, armedAt } = reading(event);
  return `${target}/${cycle}/${armedAt}`;
};

/** I9: one standing breach a clock, none before it was due, each warning once, each escalation and reminder once. */
export const misdated = ({ streams }: Everything): string[] =>
  [...streams].flatMap(([stream, events]) => {
    if (stream.startsWith('sla-')) return [...brokenOften(stream, events), ...warnedOften(stream, events)];
    return saidOften(stream, events);
  });

const brokenOften = (stream: string, events: readonly StoredEvent[]): string[] => {
  const standing = new Set<string>();
  return events.flatMap((event) => {
    const clock = clockOf(event);
    const wrong = (what: string) => [`I9: ${stream}@${event.revision}: the breach of ${clock} ${what}`];
    if (event.type === 'SlaBreachWithdrawn')
      return standing.delete(clock) ? [] : wrong('is withdrawn and does not stand');
    if (event.type !== 'TargetBreached') return [];
    if (standing.has(clock)) return wrong('stands twice');
    standing.add(clock);
    return reading(event).dueAt < event.recordedAt ? [] : wrong('was recorded before it was due');
  });
};

const warnedOften = (stream: string, events: readonly StoredEvent[]): string[] => {
  const warnings = events.filter(({ type }) => type === 'TargetWarned');
  const names = warnings.map((event) => `${clockOf(event)} at ${reading(event).percent} %`);
  return twice(names).map((name) => `I9: ${stream} warns twice of ${name}`);
};

/** What the clock does to a ticket, it does once. */
const saidOften = (stream: string, events: readonly StoredEvent[]): string[] => {
  const acts = events.flatMap(({ type, data }) => {
    const { trigger, from, event, dueAt, percent } = data as Record<string, unknown>;
    if (type === 'TicketEscalated' && trigger !== 'person') return [`escalation from tier ${from}`];
    return type === 'FaultReviewReminded' ? [`reminder of event ${event}, ${dueAt}, ${percent} %`] : [];
  });
  return twice(acts).map((act) => `I9: ${stream} has twice: ${act}`);
};

const twice = (names: readonly string[]): string[] => names.filter((name, n) => names.indexOf(name) !== n);

/** I4: every charge names a determination that was in the store before it was posted. */
export const undetermined = ({ all, streams }: Everything): string[] => {
  const places = new Map(all.map(({ stream, revision }, place) => [`${stream}@${revision}`, place]));
  const determined = new Map(
    all.flatMap(({ data }, place) => determinationsIn(data).map((id) => [id, place] as const)),
  );
  return [...streams].flatMap(([stream, events]) =>
    events
      .filter(({ type }) => type === 'ChargePosted' || type === 'ChargeRebilled')
      .flatMap((charge) => {
        const { assessmentId } = charge.data as { assessmentId: string };
        const named = events.flatMap(({ type, data }) => (type === 'ChargeAssessed' ? [data as Assessed] : []));
        const id = named.find((one) => one.assessmentId === assessmentId)?.determination?.determinationId ?? '';
        const before = determined.get(id) ?? Number.POSITIVE_INFINITY;
        return before < (places.get(`${stream}@${charge.revision}`) ?? -1)
          ? []
          : [`I4: ${stream}@${charge.revision} charges, and no determination came before it`];
      }),
  );
};
type Assessed = { assessmentId: string; determination?: { determinationId: string } };
const determinationsIn = (data: unknown): readonly string[] => {
  const { determination } = data as { determination?: { id?: string } };
  return determination?.id === undefined ? [] : [determination.id];
};

/** I14: nobody judged a ticket that they had worked on, in any cycle: in these stories nobody needs to. */
export const judgedByWorkers = ({ streams }: Everything): string[] =>
  [...streams].flatMap(([stream, events]) => {
    const workers = new Set(events.filter(({ type }) => type === 'WorkLogged').map(({ data }) => engineerOf(data)));
    return events
      .filter(({ data }) => workers.has((data as Judged).determination?.by ?? ''))
      .map(({ revision }) => `I14: ${stream}@${revision} was determined by somebody who worked on it`);
  });
type Judged = { determination?: { by?: string } };
const engineerOf = (data: unknown): string => (data as { engineer: string }).engineer;

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
