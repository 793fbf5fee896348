import { type Context, decide, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy } from '#policy/testing';
import { at, closed, merged, night, opened, validated, worked } from '../testing/after-hours-incident.fixture';
import { type BillingCommand, ledger } from './ledger';
import type { Ledger } from './ledger-state';

const outage = night(opened('02:03'), validated('02:05'), worked('W1', '02:10', '03:40'), closed('03:40')).state;
const ASKED: Context = { ...by('sue', at('10:00'), 'supervisor'), requestHash: 'h1' };
const merge = { kind: 'merge', into: 'T2', reason: 'same line' } as const;
const erasure = { kind: 'erasure', ground: 'requested' } as const;
const record = { decision: merge, commandId: 'c1', actor: ASKED.actor, requestHash: 'h1', ifRevision: 4 };

const say = (state: Ledger, command: BillingCommand, context = ASKED) =>
  decide(ledger, command, state, { ...context, policy: standardPolicy, ticketId: 'T1' });
const then = (state: Ledger, command: BillingCommand, context = ASKED): Ledger =>
  replay(
    ledger,
    say(state, command, context).map((event) => recorded(event, context)),
    state,
  );
const reserve = (reservationId = 'r1', more: object = { record }): BillingCommand => ({
  type: 'ReserveLedger',
  reservationId,
  source: 'T1',
  ...more,
});
const release = (reservationId = 'r1'): BillingCommand => ({ type: 'ReleaseLedger', reservationId });
const noted = (state: Ledger, fact: ReturnType<typeof merged>): Ledger => {
  if (!('fact' in fact)) throw new TypeError('It is no fact.');
  const { at: recordedAt, happened: occurredAt, fact: told } = fact;
  const ticketRevision = state.ticketRevision + 1;
  const one = { ticketRevision, ticketEventId: `e${ticketRevision}`, occurredAt, recordedAt, fact: told };
  return then(state, { type: 'NoteFacts', facts: [one] });
};

describe('A ledger that a decision depends on', () => {
  it('says what is decided, under which command, and which revision was seen', () => {
    const reserved = { type: 'LedgerReserved', reservationId: 'r1', source: 'T1', commandId: 'c1', decision: merge };
    expect(say(outage, reserve())).toStrictEqual([{ ...reserved, ifRevision: 4 }]);
    const { ifRevision: _, ...unseen } = record;
    expect(say(outage, reserve('r1', { record: unseen }))).toStrictEqual([reserved]);
  });

  it('keeps enough for anybody to finish it in the name of who took it', () =>
    expect(then(outage, reserve()).reservation).toStrictEqual({
      reservationId: 'r1',
      source: 'T1',
      at: Date.parse(at('10:00')),
      record,
    }));

  it('keeps no more than was said', () => {
    const plain = by('sue', at('10:00'), 'supervisor');
    const { requestHash: _, ifRevision: __, ...bare } = record;
    expect(then(outage, reserve('r1', { record: bare }), plain).reservation?.record).toStrictEqual(bare);
  });

  it('bears no record where another ticket decides', () => {
    expect(say(outage, reserve('r1', {}))).toStrictEqual([
      { type: 'LedgerReserved', reservationId: 'r1', source: 'T1' },
    ]);
    expect(then(outage, reserve('r1', {})).reservation).toStrictEqual({
      reservationId: 'r1',
      source: 'T1',
      at: Date.parse(at('10:00')),
    });
  });

  it('is reserved once by the same decision, and by one decision at a time', () => {
    const reserved = then(outage, reserve());
    expect(say(reserved, reserve())).toStrictEqual([]);
    expect(() => say(reserved, reserve('r2'))).toThrow(
      expect.objectContaining({
        code: 'ledger.reserved',
        reservation: expect.objectContaining({ reservationId: 'r1' }),
      }),
    );
  });

  it('takes no decision of people meanwhile, and takes it afterwards', () => {
    const reserved = then(outage, reserve());
    const accept: BillingCommand = { type: 'AcceptTerms' };
    expect(() => say(reserved, accept)).toThrow(expect.objectContaining({ code: 'ledger.reserved' }));
    expect(say(then(reserved, release()), accept)[0]).toMatchObject({ type: 'TermsAccepted' });
  });

  it('is released by the decision that reserved it, once, and by no other', () => {
    const reserved = then(outage, reserve());
    expect(say(reserved, release())).toStrictEqual([{ type: 'LedgerReleased', reservationId: 'r1' }]);
    expect(say(reserved, release('r2'))).toStrictEqual([]);
    expect(say(outage, release())).toStrictEqual([]);
    expect(then(reserved, release())).not.toHaveProperty('reservation');
    const late = recorded({ type: 'LedgerReleased', reservationId: 'r2' });
    expect(replay(ledger, [late], reserved).reservation).toMatchObject({ reservationId: 'r1' });
  });
});

describe('A merge that has arrived', () => {
  const isReserved = (state: Ledger) => state.reservation !== undefined;
  it('releases what was reserved for it', () => {
    expect(isReserved(noted(then(outage, reserve()), merged('11:00')))).toBe(false);
    expect(isReserved(noted(then(outage, reserve()), validated('11:00')))).toBe(true);
  });
  it('releases nothing that was reserved for something else', () => {
    const erasing = { record: { ...record, decision: erasure } };
    expect(isReserved(noted(then(outage, reserve('r1', erasing)), merged('11:00')))).toBe(true);
    expect(isReserved(noted(then(outage, reserve('r1', {})), merged('11:00')))).toBe(true);
  });
  it('is handed on once, to the ticket that it was merged into', () => {
    expect(noted(outage, validated('11:00'))).not.toHaveProperty('handOnTo');
    const away = noted(outage, merged('11:00'));
    expect(away.handOnTo).toBe('T2');
    const handOn: BillingCommand = { type: 'NoteHandedOn', survivor: 'T2' };
    expect(say(away, handOn)).toStrictEqual([{ type: 'MergeHandedOn', survivor: 'T2' }]);
    expect(say(then(away, handOn), handOn)).toStrictEqual([]);
  });
  it('is expected once', () => {
    const coming: BillingCommand = { type: 'ExpectMerge', from: 'T0' };
    expect(say(outage, coming)).toStrictEqual([{ type: 'MergeExpected', from: 'T0' }]);
    expect(say(then(outage, coming), coming)).toStrictEqual([]);
  });
});

describe('What waits in a ledger', () => {
  it('is late work event by event: one is released, another one waits on', () => {
    const held = (event: number, cents: number) => recorded({ type: 'LateWorkHeld', event, cents, at: at('10:00') });
    const released = recorded({ type: 'LateWorkReleased', event: 1, at: at('11:00') });
    const told = replay(ledger, [held(1, 500), held(2, 700), released], outage);
    expect(told.lateWork).toStrictEqual(new Map([[2, 700]]));
  });
  it('is approved for a sum where there was one', () => {
    const approved = (more: object) => recorded({ type: 'BillingApproved', event: 1, at: at('10:00'), ...more });
    const approvals = (more: object) => replay(ledger, [approved(more)], outage).incident.approvals;
    expect(approvals({})).toStrictEqual([{ event: 1, seq: expect.any(Number) }]);
    expect(approvals({ wantedCents: 500 })).toStrictEqual([{ event: 1, seq: expect.any(Number), wantedCents: 500 }]);
  });
});
