import { ms, replay } from '#kernel';
import { by, recorded } from '#kernel/given';
import { given } from '../reference/given-ticket';
import {
  absorbed,
  assignedToEve,
  CALLED_AT,
  closed,
  determinedByRosa,
  disputed,
  eveWorked,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  recordedAs,
  reopened,
  resolved,
  settled,
  started,
  triagedP1,
} from './stories';
import { type TicketEvent, ticket } from './ticket';

// What a ticket is after a history: nothing before the first event, and for each event what it adds to the rest.

const stateAfter = (...history: readonly TicketEvent[]) =>
  replay(
    ticket,
    history.map((event) => recorded(event)),
  );

describe('A ticket without a history', () => {
  it('is none, knows nobody and nothing', () => {
    const { lifecycle, priority, tier, conversation, work, faultReview, disputes, notes, merging, billed, erasure } =
      ticket.initial;
    expect({ lifecycle, priority, tier, conversation, work, disputes, notes, merging, billed, erasure }).toMatchObject({
      lifecycle: { status: 'none' },
      priority: { base: 'P3', changes: [], current: 'P3', validated: false, cycle: 0 },
      tier: { tier: 1 },
      conversation: { contacts: [], replies: [], cycleStarts: [] },
      disputes: { count: 0 },
      notes: { notes: 0, attachments: 0 },
      merging: { absorbed: [] },
      billed: { postings: [] },
      erasure: { spoken: false },
    });
    expect(faultReview).toMatchObject({ judges: [] });
    expect([work.work.size, faultReview.standing.size]).toStrictEqual([0, 0]);
    expect(erasure.ledgerTexts).toBeUndefined();
  });
  it('has no other event than its opening', () => {
    for (const event of [started, resolved, triagedP1, closed, reopened, absorbed, disputed, eveWorked])
      expect(() => stateAfter(event)).toThrow(/cannot follow what is before it/);
    expect(() => stateAfter(opened, closed)).toThrow('the ticket was never resolved');
    expect(() => stateAfter(started)).toThrow('the ticket was never opened');
  });
});

describe('A ticket after', () => {
  it('its opening has what was said then', () =>
    expect(stateAfter(opened)).toMatchObject({
      lifecycle: { status: 'new', client: 'acme', cycle: 1, event: 1 },
      priority: { base: 'P1', changes: [], current: 'P1', validated: false, cycle: 1 },
      policyBinding: { policyId: opened.policyId, policyVersion: opened.policyVersion },
      conversation: { cycleStarts: [ms(CALLED_AT)] },
    }));
  it('a call, a restoration or a note is otherwise as it was', () => {
    const before = stateAfter(...IN_STATE.in_progress);
    const same = (event: TicketEvent) => replay(ticket, [recorded(event)], before).lifecycle;
    expect(same({ type: 'ClientContactRecorded', channel: 'phone' })).toStrictEqual(before.lifecycle);
    expect(same({ type: 'ServiceRestored', cycle: 1 })).toStrictEqual(before.lifecycle);
    expect(same({ type: 'NoteAdded', text: 'x' })).toStrictEqual(before.lifecycle);
  });
  it('a reopening keeps whose it is, and counts on', () => {
    expect(stateAfter(opened, started, resolved, reopened).lifecycle).toMatchObject({
      client: 'acme',
      cycle: 2,
      event: 1,
    });
    expect(stateAfter(opened, started, resolved, { ...reopened, event: 2 }).lifecycle).toMatchObject({ event: 2 });
  });
  it('a determination or a dispute says who judged and what is open, and keeps the rest', () => {
    expect(stateAfter(opened, started, determinedByRosa).faultReview.judges).toStrictEqual([
      { cycle: 1, person: 'rosa' },
    ]);
    expect(stateAfter(opened, started, disputed).disputes).toStrictEqual({
      count: 1,
      open: { disputeId: 'x1', event: 1 },
    });
    expect(stateAfter(opened, started, disputed, settled).disputes).toStrictEqual({ count: 1 });
    expect(stateAfter(opened, started, absorbed, determinedByRosa).merging.absorbed).toStrictEqual(['T0']);
  });
  it('an amendment has the work where it was done in the end', () => {
    const twoCycles = [
      recordedAs(opened, OPENED_AT),
      recordedAs(resolved, '2026-03-14T09:30:00.000Z'),
      recordedAs(reopened, REOPENED_AT),
    ];
    const amended: TicketEvent = {
      type: 'WorkAmended',
      workId: 'W1',
      from: '2026-03-14T10:30:00.000Z',
      to: '2026-03-14T11:00:00.000Z',
      reason: 'misread',
    };
    const { work } = replay(ticket, [...twoCycles, recordedAs(eveWorked, NOON), recordedAs(amended, NOON)]);
    expect([...work.work.values()]).toMatchObject([
      { workId: 'W1', engineer: 'eve', from: '2026-03-14T10:30:00.000Z', to: '2026-03-14T11:00:00.000Z' },
    ]);
    const review = given(...twoCycles, recordedAs(eveWorked, NOON), recordedAs(amended, NOON));
    const determine = { type: 'DetermineFault', determinationId: 'd9', faultClass: 'client', reason: 'x' } as const;
    review.when({ ...determine, cycle: 2 }, by('eve', NOON)).refuses('fault.worked-on-it');
    review.when({ ...determine, cycle: 1 }, by('eve', NOON)).yieldsOnce({
      type: 'FaultDetermined',
      cycle: 1,
      determination: { id: 'd9', faultClass: 'client', reason: 'x', evidence: [], by: 'eve' },
    });
  });
  it('an amendment of what was never logged is no history at all', () =>
    expect(() =>
      stateAfter(opened, { type: 'WorkAmended', workId: 'W9', from: OPENED_AT, to: NOON, reason: 'x' }),
    ).toThrow('there is no work entry W9'));
});

describe('Who judged one cycle', () => {
  const twoCycles = [
    recordedAs(opened, OPENED_AT),
    recordedAs(resolved, '2026-03-14T09:30:00.000Z'),
    recordedAs(reopened, REOPENED_AT),
  ];
  const log = (from: string, to: string) => {
    const { type: _, ...entry } = eveWorked;
    return { type: 'LogWork', ...entry, engineer: 'rosa', workId: 'W7', from, to } as const;
  };
  it('may work on another, and logs none on that one', () => {
    const judged = given(...twoCycles, recordedAs(determinedByRosa, NOON));
    judged.when(log('2026-03-14T10:30:00.000Z', '2026-03-14T11:00:00.000Z'), by('rosa', NOON)).yieldsOnce({
      ...eveWorked,
      engineer: 'rosa',
      workId: 'W7',
      from: '2026-03-14T10:30:00.000Z',
      to: '2026-03-14T11:00:00.000Z',
    });
    judged
      .when(log('2026-03-14T08:30:00.000Z', '2026-03-14T09:00:00.000Z'), by('rosa', NOON))
      .refuses('work.judged-it');
  });
});

describe('A ticket is assigned', () => {
  const assign = { type: 'AssignTicket', assignee: 'eve' } as const;
  it('to whom it is assigned already without a word, unless that moves it', () => {
    given(opened, triagedP1, assignedToEve).when(assign).yieldsNothing();
    given(opened, triagedP1, started).when(assign).yieldsOnce(assignedToEve);
    given(opened, assignedToEve, triagedP1).when(assign).yieldsNothing();
    given(opened, triagedP1, assignedToEve, started)
      .when({ ...assign, reason: 'she knows it' })
      .yieldsNothing();
  });
});

describe('A resolution', () => {
  it.each([
    ['', 'back'],
    ['  ', 'back'],
    ['power', ''],
    ['power', ' \n'],
  ])('with code %j and note %j is none', (code, note) =>
    given(...IN_STATE.in_progress)
      .when({ type: 'ResolveTicket', code, note })
      .refuses('ticket.resolution-needed'),
  );
});
