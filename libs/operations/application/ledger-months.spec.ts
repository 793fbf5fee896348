import type { QueryBus } from '@nestjs/cqrs';
import type { Delivered } from '#event-store';
import { MemoryStore, type Message } from '#kernel';
import { by } from '#kernel/given';
import { Policies } from '#policy/policies';
import { standardPolicy } from '#policy/testing';
import { openReadStore, type ReadStore } from '#read-store';
import { afterHours } from './after-hours';
import { MonthsInZones } from './months';
import { PostingsHandler, PostingsQuery } from './postings';
import { AfterHoursStatisticsHandler, AfterHoursStatisticsQuery } from './statistics';

/** A charge of the ticket, posted at an instant under a version; rebound later where another one is named. */
type Charged = {
  readonly ticketId: string;
  readonly version: number;
  readonly at: string;
  readonly reboundTo?: number;
};
const ledgerOf = ({ ticketId, version, at, reboundTo }: Charged): readonly (Message & Record<string, unknown>)[] => {
  const fact = (ticketRevision: number, noted: object) => ({
    type: 'FactNoted',
    ticketRevision,
    ticketEventId: `${ticketId}/${ticketRevision}`,
    occurredAt: at,
    recordedAt: at,
    fact: { policyId: 'standard-support', ...noted },
  });
  const posting = { event: 1, at, cents: 12_500, balanceCents: 12_500 };
  return [
    fact(0, { kind: 'opened', client: 'acme', policyVersion: version, assigned: 'P1' }),
    { type: 'ChargePosted', postingId: `${ticketId}/1/1`, assessmentId: `${ticketId}/1/assessment-1`, ...posting },
    ...(reboundTo === undefined ? [] : [fact(1, { kind: 'rebound', policyVersion: reboundTo })]),
  ];
};
/** As a store delivers them, one ledger after the other. */
const delivered = (charges: readonly Charged[]): readonly Delivered[] => {
  let commit = 0;
  return charges.flatMap((charged) =>
    ledgerOf(charged).map((event, revision) => {
      const stream = `billing-${charged.ticketId}`;
      const place = { commit: String(++commit), prepare: String(commit) };
      const eventId = `${stream}/${revision}`;
      const { at } = charged;
      return {
        event,
        stream,
        position: place,
        checkpoint: { epoch: 'e1', ...place, stream, revision, eventId },
        stamp: {
          eventId,
          revision,
          occurredAt: at,
          recordedAt: at,
          actor: { id: 'billing', role: 'system' },
          commandId: eventId,
        },
      } as Delivered;
    }),
  );
};

/** 23:30 on 31 March in Chicago is 06:30 on 1 April in Berlin. */
const LATE_MARCH = '2026-04-01T04:30:00.000Z';
/** 23:30 on 28 February in Berlin, in Chicago the afternoon of that day. */
const LATE_FEBRUARY = '2026-02-28T22:30:00.000Z';
/** 00:30 on 1 March in Berlin, in Chicago still February. */
const EARLY_MARCH = '2026-02-28T23:30:00.000Z';

describe("The ledger's month", () => {
  const policies = new Policies(new MemoryStore());
  const clock = { now: () => Date.parse('2026-06-15T12:00:00Z') };
  let views: ReadStore;
  const months = new MonthsInZones(policies, clock);
  const noCauses = { execute: async () => new Map() } as unknown as QueryBus;
  const ledger = async (first: string, last = first, limit = 50) => {
    const rows: string[] = [];
    for (let after: string | undefined; ; ) {
      const question = { limit, order: { by: 'at' }, ...(after !== undefined && { after }) } as const;
      const page = await new PostingsHandler(views, months, noCauses).execute(
        new PostingsQuery(question, { first, last }),
      );
      rows.push(...page.rows.map(({ month, ticketId }) => `${month} ${ticketId}`));
      after = page.next;
      if (after === undefined) return rows;
    }
  };
  const sums = async (first: string, last: string) => {
    const query = new AfterHoursStatisticsQuery({ first, last, by: ['client'], where: {} });
    return (await new AfterHoursStatisticsHandler(views, months).execute(query)).rows;
  };

  beforeAll(async () => {
    await policies.publish(standardPolicy.document, by('anna'));
    views = await openReadStore({ file: ':memory:' });
    const { consumer } = await views.projector(afterHours);
    if (!('handleBatch' in consumer)) throw new Error('A projector takes batches.');
    await consumer.handleBatch(
      delivered([
        { ticketId: 'CHICAGO', version: 1, at: LATE_MARCH },
        { ticketId: 'FEBRUARY', version: 2, at: LATE_FEBRUARY },
        { ticketId: 'BERLIN', version: 2, at: EARLY_MARCH },
        { ticketId: 'BERLIN2', version: 2, at: LATE_MARCH },
        { ticketId: 'REBOUND', version: 1, at: LATE_MARCH, reboundTo: 2 },
      ]),
    );
    await consumer.onCaughtUp?.();
  });
  afterAll(() => views.close());

  it('is that of the zone that the ticket was under when it was posted, whatever is published later', async () => {
    const before = ['2026-03 CHICAGO', '2026-03 REBOUND'];
    expect(await ledger('2026-03')).toStrictEqual(before);
    await policies.amend('standard-support', { timezone: 'Europe/Berlin' }, by('ben'));
    expect(await ledger('2026-03')).toStrictEqual(['2026-03 BERLIN', ...before]);
    expect(await ledger('2026-04')).toStrictEqual(['2026-04 BERLIN2']);
    expect(await ledger('2026-02')).toStrictEqual(['2026-02 FEBRUARY']);
    expect(await ledger('2026-02', '2026-04')).toHaveLength(5);
  });

  it('is paged through, each posting once, though the zones begin their months at different instants', async () => {
    for (const limit of [1, 2, 3])
      expect(await ledger('2026-03', '2026-03', limit)).toStrictEqual(await ledger('2026-03'));
  });

  it('is the one by which they are added up', async () => {
    const line = { client: 'acme', cents: 12_500, postings: 1 };
    expect(await sums('2026-02', '2026-04')).toStrictEqual([
      { ...line, month: '2026-02' },
      { ...line, month: '2026-03', cents: 37_500, postings: 3 },
      { ...line, month: '2026-04' },
    ]);
  });
});

describe('A ledger of twenty thousand postings', () => {
  const POSTINGS = 20_500;
  const policies = new Policies(new MemoryStore());
  const months = new MonthsInZones(policies, { now: () => Date.parse('2026-06-15T12:00:00Z') });
  const noCauses = { execute: async () => new Map() } as unknown as QueryBus;
  let views: ReadStore;
  beforeAll(async () => {
    await policies.publish(standardPolicy.document, by('anna'));
    views = await openReadStore({ file: ':memory:' });
    const { consumer } = await views.projector(afterHours);
    if (!('handleBatch' in consumer)) throw new Error('A projector takes batches.');
    const charges = Array.from({ length: POSTINGS }, (_, n) => ({ ticketId: `T${n}`, version: 1, at: LATE_MARCH }));
    await consumer.handleBatch(delivered(charges));
    await consumer.onCaughtUp?.();
  });
  afterAll(() => views.close());

  it('is read through by pages, as its file is, each once, though all were posted at one instant', async () => {
    const found: string[] = [];
    for (let after: string | undefined; ; ) {
      const question = { limit: 200, order: { by: 'at' }, ...(after !== undefined && { after }) } as const;
      const asked = new PostingsQuery(question, { first: '2026-03', last: '2026-03' });
      const page = await new PostingsHandler(views, months, noCauses).execute(asked);
      found.push(...page.rows.map(({ ticketId }) => ticketId));
      after = page.next;
      if (after === undefined) break;
    }
    expect([found.length, new Set(found).size]).toStrictEqual([POSTINGS, POSTINGS]);
  });
});
