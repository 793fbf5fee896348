import { ledger } from '#billing';
import { type AnyFold, ms, type Recorded, replay } from '#kernel';
import { mergePolicy } from '#policy';
import { isRefusal, type Scenario, World } from '#simulation';
import { sla, ticketTimeline } from '#sla';
import { ticket } from '#ticketing';
import { forEveryHistory } from './for-every-history';
import type { Life } from './live';
import { standardSupport } from './standard-support';

const streamsOf = async (world: World, names: readonly string[]) => {
  const streams: Record<string, readonly Recorded[]> = {};
  for (const name of names)
    for (const category of ['ticket', 'sla', 'billing'])
      streams[`${category}-${name}`] = await world.environment.store.read(`${category}-${name}`);
  return streams;
};
const ticketsOf = ({ steps }: Scenario) => [...new Set(steps.flatMap(({ ticket: name }) => name ?? []))];

/** Says each step twice under the same command id; a refusal is an answer like any other. */
const tellTwice = async (scenario: Scenario) => {
  const world = await World.under(mergePolicy(standardSupport, scenario.policy ?? {}) as { policyId: string });
  const answers: string[][] = [];
  for (const [index, step] of scenario.steps.entries()) {
    const given: string[] = [];
    for (const _time of ['first', 'second'])
      given.push(
        await world.take(step, `${scenario.id}/${index}`).then(
          () => 'done',
          (problem) => {
            if (!isRefusal(problem)) throw problem;
            return problem.code;
          },
        ),
      );
    answers.push(given);
  }
  await world.passTimeTo(ms(scenario.now));
  return { answers, streams: await streamsOf(world, ticketsOf(scenario)) };
};

const onceMore = <S>(fold: AnyFold<S>, history: readonly Recorded[]): S =>
  replay(fold, JSON.parse(JSON.stringify(history)) as readonly Recorded[]);

describe('The record of a desk', () => {
  it('is the same when every command is said twice, and both are answered alike (I2)', () =>
    forEveryHistory(async ({ scenario, lives }) => {
      const { answers, streams } = await tellTwice(scenario);
      for (const life of lives) {
        expect(streams[`ticket-${life.id}`]).toStrictEqual(life.ticket);
        expect(streams[`sla-${life.id}`]).toStrictEqual(life.sla);
        expect(streams[`billing-${life.id}`]).toStrictEqual(life.billing);
      }
      for (const [first, second] of answers) expect(second).toBe(first);
    }));

  it('gives the same states whenever it is replayed, from the stored form too', () =>
    forEveryHistory(async ({ lives, folded }) => {
      for (const life of lives) {
        expect(onceMore(ticket, life.ticket)).toStrictEqual(await folded(`ticket-${life.id}`, ticket));
        expect(onceMore(ledger, life.billing)).toStrictEqual(await folded(`billing-${life.id}`, ledger));
        expect(onceMore(sla, life.sla)).toStrictEqual(await folded(`sla-${life.id}`, sla));
        expect(onceMore(ticketTimeline, life.ticket)).toStrictEqual(replay(ticketTimeline, life.ticket));
      }
    }));

  it('holds no event that a store could not give back as it was', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket: told, sla: clocks, billing } of lives)
        for (const history of [told, clocks, billing])
          expect(JSON.parse(JSON.stringify(history))).toStrictEqual(history);
    }));

  it('goes forward in revisions and in time of record, and nothing happened after it was recorded (I3)', () =>
    forEveryHistory(({ lives }) => {
      for (const { ticket: told, sla: clocks, billing } of lives)
        for (const history of [told, clocks, billing])
          history.forEach(({ stamp }, index) => {
            expect(stamp.revision).toBe(index);
            expect(stamp.recordedAt >= (history[index - 1]?.stamp.recordedAt ?? '')).toBe(true);
            expect(stamp.occurredAt <= stamp.recordedAt).toBe(true);
          });
    }));

  it('names no judge of a cycle who worked on it, before or after (I14)', () =>
    forEveryHistory(({ lives }) => {
      for (const life of lives)
        for (const { event } of life.ticket)
          if ('determination' in event) expect(workersOn(life, event.cycle)).not.toContain(event.determination.by);
    }));
});

/** Who has an entry of any kind that began in a cycle, voided or not, by its last amendment or by any before it. */
const workersOn = ({ ticket: told }: Life, cycle: number): readonly string[] => {
  const starts = told.flatMap(({ event, stamp }) =>
    event.type === 'TicketOpened'
      ? [Number.NEGATIVE_INFINITY]
      : event.type === 'TicketReopened'
        ? [ms(stamp.occurredAt)]
        : [],
  );
  const [from = Number.POSITIVE_INFINITY, to = Number.POSITIVE_INFINITY] = starts.slice(cycle - 1);
  const entries = new Map<string, { engineer: string; from: string }>();
  for (const { event } of told) {
    if (event.type === 'WorkLogged') entries.set(event.workId, event);
    if (event.type === 'MergeAbsorbed') for (const entry of event.work) entries.set(entry.workId, entry);
    const before = event.type === 'WorkAmended' && entries.get(event.workId);
    if (before) entries.set(event.workId, { ...before, from: event.from });
  }
  return [...entries.values()]
    .filter((entry) => ms(entry.from) >= from && ms(entry.from) < to)
    .map(({ engineer }) => engineer);
};
