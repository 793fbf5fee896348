import { ms, replay } from '#kernel';
import { given } from '../reference/given-ticket';
import { assignedAt, priorities } from './priority';
import {
  assignedToEve,
  correctedToP3,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  raisedToP1,
  recordedAs,
  triagedP1,
  triagedP3,
} from './stories';
import { ticket } from './ticket';

describe('The priority of a ticket', () => {
  it('is validated by triage', () =>
    given(opened).when({ type: 'TriageTicket', priority: 'P3' }).yieldsOnce(triagedP3));

  it('is validated by triage however far the work has come, and the ticket stays where it is', () => {
    for (const state of [
      'assigned',
      'in_progress',
      'awaiting_customer',
      'awaiting_third_party',
      'scheduled',
    ] as const) {
      const unvalidated = IN_STATE[state].filter((event) => event !== triagedP1);
      given(...unvalidated)
        .when({ type: 'TriageTicket', priority: 'P3' })
        .yieldsOnce(triagedP3);
      const before = replay(
        ticket,
        unvalidated.map((event) => recordedAs(event, OPENED_AT)),
      );
      const after = replay(ticket, [recordedAs(triagedP3, NOON)], before);
      expect(after.lifecycle.status).toBe(state);
      expect(after.priority).toMatchObject({ base: 'P3', current: 'P3', validated: true });
    }
  });

  it('is not validated a second time, however it was the first time', () => {
    const triage = { type: 'TriageTicket', priority: 'P2' } as const;
    for (const validated of [[triagedP1], [raisedToP1], [correctedToP3], [assignedToEve, triagedP1]])
      given(opened, ...validated)
        .when(triage)
        .refuses('ticket.not-in-state');
  });

  it('changes when the facts change', () =>
    given(opened, triagedP3)
      .when({ type: 'ChangePriority', priority: 'P1', reason: 'all sites now' })
      .yields(raisedToP1));

  it('does not change to what it is already', () =>
    given(opened, triagedP3).when({ type: 'ChangePriority', priority: 'P3', reason: 'x' }).yieldsNothing());

  it('is validated by a change to what it happens to be', () =>
    given(opened)
      .when({ type: 'ChangePriority', priority: 'P1', reason: 'indeed' })
      .yields({ type: 'PriorityChanged', from: 'P1', to: 'P1', reason: 'indeed' }));

  it('is corrected to what it always was', () =>
    given(opened, triagedP1)
      .when({ type: 'CorrectPriority', priority: 'P3', reason: 'one handset only' })
      .yieldsOnce(correctedToP3));

  it('is corrected for the record even where that changes nothing', () =>
    given(opened, triagedP1)
      .when({ type: 'CorrectPriority', priority: 'P1', reason: 'looked again' })
      .yieldsOnce({ type: 'PriorityCorrected', from: 'P1', to: 'P1', reason: 'looked again' }));

  it('is corrected after the ticket has ended, but does not change any more', () => {
    const correct = { type: 'CorrectPriority', priority: 'P3', reason: 'one handset only' } as const;
    for (const state of ['resolved', 'closed', 'cancelled'] as const) {
      given(...IN_STATE[state])
        .when(correct)
        .yieldsOnce(correctedToP3);
      given(...IN_STATE[state])
        .when({ ...correct, type: 'ChangePriority' })
        .refuses('ticket.not-in-state');
    }
  });
});

describe('The priority that was assigned', () => {
  const known = replay(priorities, [recordedAs(opened, OPENED_AT), recordedAs(raisedToP1, NOON)]);
  it('before the opening was the one at the opening', () =>
    expect(assignedAt({ ...known, base: 'P3' }, ms(OPENED_AT) - 1)).toBe('P3'));
  it('counts from the instant of its change on', () => {
    const changed = { ...known, base: 'P3' } as const;
    expect(assignedAt(changed, ms(NOON) - 1)).toBe('P3');
    expect(assignedAt(changed, ms(NOON))).toBe('P1');
  });
  it('is that of the last change before it', () => {
    const changes = [
      { at: 1, priority: 'P2', cycle: 1 },
      { at: 2, priority: 'P1', cycle: 1 },
      { at: 9, priority: 'P4', cycle: 1 },
    ] as const;
    expect(assignedAt({ base: 'P3', changes }, 5)).toBe('P1');
  });
  it('was always what a correction says, and earlier changes never were', () => {
    const corrected = replay(priorities, [recordedAs(correctedToP3, NOON)], known);
    expect(corrected).toMatchObject({ base: 'P3', changes: [], current: 'P3', validated: true });
    expect(assignedAt(corrected, ms(NOON))).toBe('P3');
  });
  it("is nobody's judgement until somebody has looked", () =>
    expect(
      replay(
        priorities,
        [opened].map((event) => recordedAs(event, OPENED_AT)),
      ).validated,
    ).toBe(false));
  it('holds from when the change happened, if it is written down later', () =>
    expect(replay(priorities, [recordedAs(raisedToP1, NOON, OPENED_AT)]).changes).toMatchObject([
      { at: ms(OPENED_AT) },
    ]));
});

describe('Another priority, asked for by the client,', () => {
  const asked = { type: 'RequestPriority', reason: 'All lines now' } as const;
  it('is recorded, and assigns nothing', () => {
    const requested = { type: 'PriorityRequested', priority: 'P2', reason: 'All lines now' } as const;
    given(opened)
      .when({ ...asked, priority: 'P2' })
      .yields(requested);
    const { base, current, validated } = replay(priorities, [recordedAs(opened, OPENED_AT)]);
    expect(replay(priorities, [recordedAs(opened, OPENED_AT), recordedAs(requested, NOON)])).toMatchObject({
      base,
      current,
      validated,
    });
  });
  it('is none where it is what they asked for before', () =>
    given(opened)
      .when({ ...asked, priority: opened.requested })
      .yieldsNothing());
});
