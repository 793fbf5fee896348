import type { BillingEvent } from '#billing';
import type { Delivered } from '#event-store';
import { by, recorded } from '#kernel/given';
import { afterHours } from './after-hours';
import type { AfterHoursRow, EventLine } from './after-hours-row';

// How the line of an after-hours event follows from its ledger. Money in cents.

const AT = '2026-03-16T09:00:00.000Z';
const TERMS = {
  policyId: 'standard-support',
  policyVersion: 1,
  clause: '3',
  ratePerHourCents: 12_500,
  incidentFeeCents: 0,
  incrementMinutes: 1,
  minimumMinutes: 60,
};
let revision = 0;
const noted = (fact: object, occurredAt = AT): BillingEvent =>
  ({ type: 'FactNoted', ticketRevision: ++revision, ticketEventId: 'e', occurredAt, recordedAt: AT, fact }) as never;
const opened = noted({ kind: 'opened', client: 'acme', policyId: 'standard-support', policyVersion: 1 });
const closed = noted({ kind: 'work_closed' }, '2026-03-16T08:00:00.000Z');
const assessed = (fields: object): BillingEvent =>
  ({ type: 'ChargeAssessed', assessmentId: 'T1/1/assessment-1', event: 1, at: AT, terms: TERMS, ...fields }) as never;
const client = { determination: { determinationId: 'd1', faultClass: 'client' } };
const posted = (type: string, cents: number, balanceCents: number): BillingEvent =>
  ({ type, postingId: 'T1/1/1', assessmentId: 'T1/1/assessment-1', event: 1, at: AT, cents, balanceCents }) as never;

const rowAfter = (...events: readonly BillingEvent[]): AfterHoursRow => {
  let row: AfterHoursRow | undefined;
  for (const event of events) {
    const fold = afterHours.on[event.type as keyof typeof afterHours.on] as
      | ((row: AfterHoursRow | undefined, it: Delivered) => AfterHoursRow)
      | undefined;
    row = fold?.(row, { ...recorded(event, by('billing', AT)), stream: 'billing-T1' } as unknown as Delivered) ?? row;
  }
  if (!row) throw new Error('Nothing was noted.');
  return row;
};
const lineAfter = (...events: readonly BillingEvent[]) => {
  const rows = Object.values(afterHours.childRows?.(rowAfter(opened, closed, ...events)) ?? {});
  const { at, review, held, line } = rows.find(({ what }) => what === 'event') as AfterHoursRow;
  return { at, review, held, ...(line as EventLine) };
};

describe('What a review may cost the client', () => {
  const pending = assessed({ outcome: 'pending', minutes: 90 });
  it('is what the work comes to, while nothing is posted', () =>
    expect(lineAfter(pending)).toMatchObject({ review: 1, atStakeCents: 18_750 }));
  it('is what is posted, where that is more than the work comes to now', () => {
    const charged = [
      assessed({ outcome: 'charged', minutes: 120, wantedCents: 25_000, ...client }),
      posted('ChargePosted', 25_000, 25_000),
    ];
    expect(lineAfter(...charged)).toMatchObject({ atStakeCents: 25_000, postedCents: 25_000 });
    expect(lineAfter(...charged, pending)).toMatchObject({ atStakeCents: 25_000, postedCents: 25_000 });
    expect(lineAfter(...charged, assessed({ outcome: 'pending', minutes: 180 }))).toMatchObject({
      atStakeCents: 37_500,
    });
  });
  it('is what is posted, where nothing was known of the work before', () =>
    expect(lineAfter(posted('ChargePosted', 12_500, 12_500))).toMatchObject({ atStakeCents: 12_500 }));
  it('is not less for a credit that leaves a smaller sum', () => {
    const charged = [
      assessed({ outcome: 'charged', minutes: 120, wantedCents: 25_000, ...client }),
      posted('ChargePosted', 25_000, 25_000),
    ];
    expect(lineAfter(...charged, posted('CreditPosted', -12_500, 12_500))).toMatchObject({
      atStakeCents: 25_000,
      postedCents: 12_500,
    });
  });
});

describe('What waits for the billing desk', () => {
  const short = (fields: object) => [
    assessed({ outcome: 'charged', minutes: 60, wantedCents: 12_500, ...client }),
    posted('ChargePosted', 12_500, 12_500),
    assessed({ outcome: 'charged', minutes: 90, wantedCents: 18_750, ...client, ...fields }),
  ];
  it.each([
    ['an amount, while something is posted', short({ waitsFor: 'amount' }), 'amount'],
    ['a correction', short({}), 'correction'],
    ['a dispute', [...short({}), noted({ kind: 'disputed', event: 1 })], 'disputed'],
    ['an amount, before anything is', [held('amount')], 'amount'],
    ['a fault class that needs it', [held(undefined)], 'fault_client'],
  ])('is %s', (_title, events, rule) => expect(lineAfter(...events)).toMatchObject({ held: 1, rule }));
  it('is nothing where what is wanted is posted', () => {
    const [first, posting] = short({});
    expect(lineAfter(first as BillingEvent, posting as BillingEvent)).toMatchObject({ held: 0, rule: null, at: null });
  });
  it('waits since the work closed, which is when that was recorded', () =>
    expect(lineAfter(held('amount'))).toMatchObject({ closedAt: AT, at: AT }));
  function held(rule: string | undefined): BillingEvent {
    const { outcome: _, ...rest } = assessed({ minutes: 90, wantedCents: 18_750, ...client }) as never as {
      outcome: string;
    };
    return { ...rest, type: 'BillingHeld', ...(rule !== undefined && { rule }) } as never;
  }
});

describe('Late work', () => {
  const charged = [
    assessed({ outcome: 'charged', minutes: 90, wantedCents: 18_750, ...client }),
    posted('ChargePosted', 18_750, 18_750),
  ];
  const LATER = '2026-05-20T09:00:00.000Z';
  const held: BillingEvent = { type: 'LateWorkHeld', event: 1, at: LATER, cents: 6_250 };
  it('stands among what is held, with its rule, its age and its sum, until it is released', () => {
    expect(lineAfter(...charged)).toMatchObject({ held: 0, at: null, waitingCents: 0 });
    expect(lineAfter(...charged, held)).toMatchObject({ held: 1, at: LATER, rule: 'late_work', waitingCents: 6_250 });
    expect(lineAfter(...charged, held, { ...held, at: AT, cents: 1 })).toMatchObject({ at: LATER, waitingCents: 1 });
    expect(lineAfter(...charged, held, { type: 'LateWorkReleased', event: 1, at: LATER })).toMatchObject({ held: 0 });
  });
  it('waits besides what another rule holds, which is named', () => {
    const correction = assessed({
      outcome: 'charged',
      minutes: 120,
      wantedCents: 25_000,
      waitsFor: 'correction',
      ...client,
    });
    expect(lineAfter(...charged, correction, held)).toMatchObject({ rule: 'correction', waitingCents: 12_500 });
  });
});
