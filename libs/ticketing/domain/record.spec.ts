// What was written down or handed over wrongly is put right.

import { iso, ms, replay } from '#kernel';
import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import { conversation } from './contacts';
import {
  absorbed,
  assignedToEve,
  CALLED_AT,
  correctedToP3,
  escalatedTo2,
  IN_STATE,
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  raisedToP1,
  recordedAs,
  reopened,
  resolved,
  started,
  triagedP1,
} from './stories';
import { ticket } from './ticket';

const reason = 'read out wrongly';
const statusAfter = (...events: readonly Parameters<typeof recordedAs>[0][]) =>
  replay(
    ticket,
    events.map((event) => recordedAs(event, OPENED_AT)),
  ).lifecycle;

describe('A link', () => {
  const link = { type: 'LinkTicket', ticketId: 'T1', to: 'T2', client: 'acme', reason } as const;
  it('leads to another ticket of the same client, once, whatever became of this one', () => {
    for (const state of ['new', 'closed', 'rejected', 'merged'] as const)
      given(...IN_STATE[state])
        .when(link)
        .yields({ type: 'TicketLinked', to: 'T2', reason });
  });
  it('leads neither to the ticket itself nor to one of another client', () => {
    given(opened)
      .when({ ...link, to: 'T1' })
      .refuses('link.not-possible');
    given(opened)
      .when({ ...link, client: 'bolt' })
      .refuses('link.not-possible');
  });
});

describe('A ticket that is given back', () => {
  const unassigned = { type: 'TicketUnassigned', from: 'eve', reason } as const;
  it('has nobody any more, which is said once', () =>
    given(opened, assignedToEve).when({ type: 'UnassignTicket', reason }).yields(unassigned));
  it('waits to be assigned again, as triaged or as new', () => {
    expect(statusAfter(opened, triagedP1, assignedToEve, unassigned)).toMatchObject({ status: 'triaged' });
    expect(statusAfter(opened, assignedToEve, unassigned)).toMatchObject({ status: 'new' });
    expect(statusAfter(opened, assignedToEve, unassigned)).not.toHaveProperty('assignee');
  });
  it('waits as triaged, too, where its priority was changed or corrected instead', () => {
    for (const looked of [raisedToP1, correctedToP3])
      expect(statusAfter(opened, looked, assignedToEve, unassigned)).toMatchObject({ status: 'triaged' });
  });
  it('says why, where somebody does', () =>
    given(opened, assignedToEve).when({ type: 'UnassignTicket' }).yields({ type: 'TicketUnassigned', from: 'eve' }));
  it('goes on where work has begun', () =>
    expect(statusAfter(opened, assignedToEve, started, unassigned)).toMatchObject({ status: 'in_progress' }));
});

describe('A ticket of a higher tier', () => {
  const back = { type: 'DeescalateTicket', reason } as const;
  it('goes back to the tier below, or to the one that is named', () => {
    given(opened, { ...escalatedTo2, to: 3 })
      .when(back)
      .yieldsOnce({ type: 'TicketDeescalated', from: 3, to: 2, reason });
    given(opened, { ...escalatedTo2, to: 3 })
      .when({ ...back, to: 1 })
      .yields({ type: 'TicketDeescalated', from: 3, to: 1, reason });
  });
  it.each([0, 3, 1.5, Number.NaN])('does not go back to tier %s from the second', (to) =>
    given(opened, escalatedTo2)
      .when({ ...back, to })
      .refuses('ticket.not-lower'),
  );
  it('is not given back below the first', () => given(opened).when(back).refuses('ticket.not-lower'));
});

describe('A ticket that is none of ours', () => {
  const reject = { type: 'RejectTicket', ground: 'not_ours', reason } as const;
  it('is rejected before anybody works on it, and that is its end', () => {
    given(opened).when(reject).yieldsOnce({ type: 'TicketRejected', ground: 'not_ours', reason });
    given(...IN_STATE.rejected)
      .when({ type: 'ReopenTicket', channel: 'phone', reason })
      .refuses('ticket.not-in-state');
  });
});

describe('A contact that was written down wrongly', () => {
  const correct = { type: 'CorrectContact', was: CALLED_AT, contactedAt: OPENED_AT, reason } as const;
  const corrected = {
    type: 'ClientContactCorrected',
    was: CALLED_AT,
    contactedAt: OPENED_AT,
    firstContactAt: OPENED_AT,
    reason,
  } as const;
  const later = recordedAs({ type: 'ClientContactRecorded', channel: 'phone' }, NOON);
  it('is corrected: its instant, its channel', () => {
    given(opened)
      .when({ ...correct, channel: 'phone' })
      .yieldsOnce({ ...corrected, channel: 'phone' });
    const { contacts } = replay(conversation, [recordedAs(opened, OPENED_AT), recordedAs(corrected, NOON)]);
    expect(contacts).toMatchObject([{ at: ms(OPENED_AT), channel: 'voicemail' }]);
  });
  it('is not corrected where nothing changes', () =>
    given(opened)
      .when({ ...correct, contactedAt: CALLED_AT, channel: 'voicemail' })
      .yieldsNothing());
  it('starts the clocks where it was the first one, and does not where it was not', () => {
    given(recordedAs(opened, OPENED_AT), later)
      .when({ ...correct, was: NOON, contactedAt: OPENED_AT })
      .yieldsOnce({ type: 'ClientContactCorrected', was: NOON, contactedAt: OPENED_AT, reason });
    given(opened, absorbed)
      .when(correct)
      .yieldsOnce({ ...corrected, firstContactAt: absorbed.contacts[0]?.at ?? '' });
  });
  it('is one that the ticket has, and no reopening', () => {
    given(opened)
      .when({ ...correct, was: NOON })
      .refuses('contact.unknown');
    given(opened, resolved, recordedAs(reopened, REOPENED_AT))
      .when({ ...correct, was: REOPENED_AT })
      .refuses('contact.unknown');
  });
  it('lies not in the future, not before all calendars, and in its own cycle', () => {
    const inHistory = given(
      recordedAs(opened, OPENED_AT),
      recordedAs(resolved, OPENED_AT),
      recordedAs(reopened, REOPENED_AT),
    );
    given(opened)
      .when({ ...correct, contactedAt: NOON })
      .refuses('time.in-future');
    given(opened)
      .when({ ...correct, contactedAt: iso(0) })
      .refuses('time.out-of-range');
    inHistory.when({ ...correct, contactedAt: NOON }, by('anna', NOON)).refuses('time.before-cycle');
    given(recordedAs(opened, OPENED_AT), later)
      .when({ ...correct, was: NOON, contactedAt: '2026-03-14T07:00:00.000Z' }, by('anna', NOON))
      .refuses('time.before-cycle');
  });
});

describe('A reply', () => {
  const sent = recordedAs({ type: 'ReplySent' }, NOON);
  const retracted = { type: 'ReplyRetracted', reply: 0, sentAt: NOON, reason } as const;
  it('is retracted once, by its revision, and answers nothing any more', () => {
    given(opened, sent).when({ type: 'RetractReply', reply: 0, reason }).yields(retracted);
    const { replies } = replay(conversation, [recordedAs(opened, OPENED_AT), sent, sent, recordedAs(retracted, NOON)]);
    expect(replies).toStrictEqual([ms(NOON)]);
  });
  it('that bounced is recorded once, and counts as ever: its channel had accepted it', () => {
    const bounced = { type: 'ReplyBounced', reply: 0, sentAt: NOON, reason } as const;
    given(opened, sent).when({ type: 'RecordBounce', reply: 0, reason }).yields(bounced);
    expect(
      replay(conversation, [recordedAs(opened, OPENED_AT), sent, recordedAs(bounced, NOON)]).replies,
    ).toStrictEqual([ms(NOON)]);
  });
  it('is one that was sent from this ticket', () => {
    given(opened, absorbed).when({ type: 'RetractReply', reply: 1, reason }).refuses('reply.unknown');
    given(opened).when({ type: 'RecordBounce', reply: 0, reason }).refuses('reply.unknown');
  });
});
