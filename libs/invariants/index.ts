// What must hold of deadlines and of money in any store, whatever happened to the servers that wrote it: I4, I9, I14. Pure; each
// answers with a sentence for everything that does not hold. Rigs ask after every crash, the drill after a restore.

/** Of a stored event what is looked at. */
export type Fact = {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** ISO 8601. */
  readonly recordedAt: string;
  readonly data: unknown;
};
/** All there is in the order of the store, and the same by stream. */
export type Facts = { readonly all: readonly Fact[]; readonly streams: ReadonlyMap<string, readonly Fact[]> };

type ClockReading = { target: string; cycle: number; armedAt: string; dueAt: string; percent?: number };
const reading = ({ data }: Fact) => data as ClockReading;
const clockOf = (event: Fact) => {
  const { target, cycle, armedAt } = reading(event);
  return `${target}/${cycle}/${armedAt}`;
};

/** I9: one standing breach a clock, none before it was due, each warning once, each escalation and reminder once. */
export const misdated = ({ streams }: Facts): string[] =>
  [...streams].flatMap(([stream, events]) => {
    if (stream.startsWith('sla-')) return [...brokenOften(stream, events), ...warnedOften(stream, events)];
    return saidOften(stream, events);
  });

const brokenOften = (stream: string, events: readonly Fact[]): string[] => {
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

const warnedOften = (stream: string, events: readonly Fact[]): string[] => {
  const warnings = events.filter(({ type }) => type === 'TargetWarned');
  const names = warnings.map((event) => `${clockOf(event)} at ${reading(event).percent} %`);
  return twice(names).map((name) => `I9: ${stream} warns twice of ${name}`);
};

/** What the clock does to a ticket, it does once. */
const saidOften = (stream: string, events: readonly Fact[]): string[] => {
  const acts = events.flatMap(({ type, data }) => {
    const { trigger, from, event, dueAt, percent } = data as Record<string, unknown>;
    if (type === 'TicketEscalated' && trigger !== 'person') return [`escalation from tier ${from}`];
    return type === 'FaultReviewReminded' ? [`reminder of event ${event}, ${dueAt}, ${percent} %`] : [];
  });
  return twice(acts).map((act) => `I9: ${stream} has twice: ${act}`);
};

const twice = (names: readonly string[]): string[] => names.filter((name, n) => names.indexOf(name) !== n);

/** I4: every charge names a determination that was in the store before it was posted. */
export const undetermined = ({ all, streams }: Facts): string[] => {
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
export const judgedByWorkers = ({ streams }: Facts): string[] =>
  [...streams].flatMap(([stream, events]) => {
    const workers = new Set(events.filter(({ type }) => type === 'WorkLogged').map(({ data }) => engineerOf(data)));
    return events
      .filter(({ data }) => workers.has((data as Judged).determination?.by ?? ''))
      .map(({ revision }) => `I14: ${stream}@${revision} was determined by somebody who worked on it`);
  });
type Judged = { determination?: { by?: string } };
const engineerOf = (data: unknown): string => (data as { engineer: string }).engineer;
