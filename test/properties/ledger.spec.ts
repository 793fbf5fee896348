import { assess, type BillingEvent, ledger, postedOf } from '#billing';
import type { Scenario } from '#simulation';
import { notDerived } from './derived';
import { forEveryHistory } from './for-every-history';
import { type Life, type Lived, live } from './live';
import { forbids } from './may-be-charged';

type Step = Scenario['steps'][number];
type Posted = Extract<BillingEvent, { postingId: string }>;
type Assessed = Extract<BillingEvent, { type: 'ChargeAssessed' | 'ChargeNotApplicable' | 'BillingHeld' }>;
const isPosting = (event: BillingEvent): event is Posted => 'postingId' in event;
const isAssessment = (event: BillingEvent): event is Assessed => 'assessmentId' in event && !isPosting(event);
const postingsOf = ({ billing }: Life) => billing.map(({ event }) => event).filter(isPosting);
const eventsOf = ({ billing }: Life) =>
  new Set(billing.map(({ event }) => event).flatMap((event) => ('event' in event ? [event.event] : [])));
const postedFor = (life: Life, event: number) => postingsOf(life).filter((posting) => posting.event === event);
const sum = (postings: readonly Posted[]) => postings.reduce((total, { cents }) => total + cents, 0);

/** The same history, asked after at an earlier instant: whatever comes later has not happened. */
const askedAt = (scenario: Scenario, now: string): Scenario => ({ ...scenario, now });
const without = (scenario: Scenario, isLeftOut: (step: Scenario['steps'][number]) => boolean): Scenario => ({
  ...scenario,
  steps: scenario.steps.filter((step) => !isLeftOut(step)),
});

const IDLE = ['note', 'attach', 'reply', 'escalate', 'restore'];
/** Two steps that have nothing to do with each other: on two tickets, or neither says what the other one asks about. */
const areUnrelated = (one: Step, other: Step): boolean => {
  if ([one, other].some((step) => ['open', 'merge', 'publish_policy'].includes(step.do))) return false;
  return one.ticket !== other.ticket || [one, other].every((step) => [...IDLE, 'work'].includes(step.do));
};
/** Each step that has nothing to do with the next is written down at the instant of that one: before it, or after it. */
const atOnce = (steps: readonly Step[]): Step[] => {
  const moved = [...steps];
  for (let at = moved.length - 2; at >= 0; at--) {
    const [step, next] = [moved[at], moved[at + 1]];
    if (step && next && areUnrelated(step, next)) moved[at] = { ...step, at: next.at };
  }
  return moved;
};
const turnedRound = (steps: readonly Step[]): Step[] => {
  const turned = [...steps];
  for (let at = 1; at < turned.length; at++) {
    const [one, other] = [turned[at - 1], turned[at]];
    if (one && other && one.at === other.at && areUnrelated(one, other)) turned.splice(at - 1, 2, other, one);
  }
  return turned;
};

describe('A ledger, whatever came before,', () => {
  it('showed at every earlier instant the postings that bear that instant or one before it (I16)', () =>
    forEveryHistory(async ({ scenario, lives }) => {
      const then = scenario.steps[Math.floor(scenario.steps.length / 2)]?.at ?? scenario.now;
      const earlier = await live(askedAt(scenario, then));
      for (const life of lives) {
        const before = earlier.lives.find(({ id }) => id === life.id);
        const shown = before ? postingsOf(before) : [];
        expect(shown).toStrictEqual(postingsOf(life).filter(({ at }) => at <= then));
      }
    }));

  it('posts what its latest assessment wants, less what waits, and never falls below zero (I5)', () =>
    forEveryHistory(async ({ lives, folded }) => {
      for (const life of lives) {
        const balances = new Map<number, number>();
        const assessments = new Map<number, Assessed>();
        for (const { event } of life.billing) {
          if (isAssessment(event)) assessments.set(event.event, event);
          if (!isPosting(event)) continue;
          const balance = (balances.get(event.event) ?? 0) + event.cents;
          const said = assessments.get(event.event);
          expect(event).toMatchObject({ balanceCents: balance, assessmentId: said?.assessmentId });
          expect(said?.wantedCents).toBe(balance);
          expect(balance).toBeGreaterThanOrEqual(0);
          expect(event.cents).not.toBe(0);
          balances.set(event.event, balance);
        }
        const state = await folded(`billing-${life.id}`, ledger);
        for (const event of eventsOf(life)) {
          const posted = postedOf(state, event);
          const said = assess(state.incident, event, life.policy, posted);
          if (said.wanted === 'unchanged') continue;
          const waits = said.outcome === 'held' || ('waitsFor' in said && said.waitsFor !== undefined);
          expect(posted.cents).toBe(waits ? Math.min(posted.cents, said.wanted) : said.wanted);
        }
      }
    }));

  it('shows what it posted, by kinds that follow from the sums', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives)
        life.outcome.billing.forEach(({ postedCents, postings }, index) => {
          const posted = postedFor(life, index + 1);
          expect(postedCents).toBe(sum(posted));
          const kinds = posted.map(({ cents }, at) => {
            const before = sum(posted.slice(0, at));
            if (cents < 0) return 'credit';
            if (at === 0) return 'charge';
            return before === 0 ? 'rebill' : 'supplementary';
          });
          expect(postings.map(({ kind }) => kind)).toStrictEqual(kinds);
        });
    }));

  it('names in each assessment what it follows from: sessions, minutes, rate, share (I6)', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives)
        for (const { event } of life.billing)
          if (isAssessment(event)) expect(notDerived(life.policy, event)).toStrictEqual([]);
    }));

  it('charges only on a chargeable or approved determination, later than the last reopening (I4)', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives)
        for (const [index, { event: posting }] of life.billing.entries())
          if (isPosting(posting) && posting.cents > 0)
            expect(
              forbids(
                life,
                posting,
                life.billing.slice(0, index).map(({ event }) => event),
              ),
            ).toBeUndefined();
    }));

  it('is marked on the ticket, posting by posting, in its order', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives) {
        const marked = life.ticket.flatMap(({ event }) => (event.type === 'TicketBilled' ? [event] : []));
        expect(marked).toMatchObject(
          postingsOf(life).map(({ postingId, event, cents, balanceCents }) => ({
            postingId,
            event,
            cents,
            balanceCents,
          })),
        );
      }
    }));

  it('does not depend on what moves no charge: notes, attachments, replies, tiers, restorations', () =>
    forEveryHistory(async ({ scenario, lives }) => {
      const bare = await live(without(scenario, (step) => IDLE.includes(step.do)));
      for (const life of lives)
        expect(bare.lives.find(({ id }) => id === life.id)?.outcome.billing).toStrictEqual(life.outcome.billing);
    }));

  it('does not depend on the order in which facts arrive that have nothing to do with each other', () =>
    forEveryHistory(async ({ scenario }) => {
      const steps = atOnce(scenario.steps);
      const [one, other] = [await live({ ...scenario, steps }), await live({ ...scenario, steps: turnedRound(steps) })];
      const owed = ({ lives }: Lived) =>
        lives.map(({ id, outcome }) => [id, outcome.billing.map(({ postings: _, ...rest }) => rest)]);
      expect(new Map(owed(other) as [string, unknown][])).toStrictEqual(new Map(owed(one) as [string, unknown][]));
    }));
});
