import { by } from '#kernel/given';
import { given } from '../reference/given-ticket';
import { isOpen, type LifecycleCommand, STATUSES } from './lifecycle';
import {
  absorbed,
  askedCarrier,
  askedCustomer,
  assignedToEve,
  CALLED_AT,
  cancelled,
  closed,
  correctedToP3,
  IN_STATE,
  OPENED_AT,
  opened,
  raisedToP1,
  resolved,
  resumed,
  scheduled,
  started,
  triagedP1,
  triagedP3,
} from './stories';

const call: LifecycleCommand = {
  type: 'OpenTicket',
  client: 'acme',
  channel: 'voicemail',
  requested: 'P1',
  summary: 'calls fail',
  contactedAt: CALLED_AT,
};

describe('A ticket in work', () => {
  const assign = { type: 'AssignTicket', assignee: 'eve' } as const;
  it('is assigned without being validated', () => given(opened).when(assign).yields(assignedToEve));
  it('is assigned to somebody else', () =>
    given(opened, assignedToEve)
      .when({ ...assign, assignee: 'ivo', reason: 'shift ends' })
      .yields({
        type: 'TicketAssigned',
        assignee: 'ivo',
        reason: 'shift ends',
      }));
  it('is started', () =>
    given(...IN_STATE.triaged)
      .when({ type: 'StartWork' })
      .yieldsOnce(started));
  it('is not started anew by starting what waits: that goes on with a resumption', () =>
    given(...IN_STATE.awaiting_customer)
      .when({ type: 'StartWork' })
      .yieldsNothing());
  it('is restored in its cycle', () =>
    given(...IN_STATE.in_progress)
      .when({ type: 'RestoreService' })
      .yieldsOnce({ type: 'ServiceRestored', cycle: 1 }));
  it('is cancelled', () => given(opened).when({ type: 'CancelTicket', reason: 'withdrawn' }).yieldsOnce(cancelled));
});

describe('A ticket that waits', () => {
  it.each([
    ['for the customer', { type: 'AwaitCustomer', ask: 'Is the router lit?' }, askedCustomer],
    ['for a third party', { type: 'AwaitThirdParty', ask: 'Is the trunk up?' }, askedCarrier],
    ['for an appointment', { type: 'ScheduleWork', ask: 'New router on Monday' }, scheduled],
  ] as const)('waits %s with a reason', (_for, command, event) =>
    given(...IN_STATE.in_progress)
      .when(command)
      .yieldsOnce(event),
  );

  it.each(['AwaitCustomer', 'AwaitThirdParty', 'ScheduleWork'] as const)(
    'needs a reason while it is a P1 (%s)',
    (type) => {
      given(opened, triagedP1).when({ type }).refuses('ticket.reason-needed');
      given(opened, triagedP1).when({ type, ask: '  ' }).refuses('ticket.reason-needed');
      given(opened, triagedP3, raisedToP1).when({ type }).refuses('ticket.reason-needed');
    },
  );

  it('needs none while it is less', () => {
    given(opened, triagedP3).when({ type: 'AwaitCustomer' }).yieldsOnce({ type: 'CustomerActionRequested' });
    given(opened, triagedP1, correctedToP3).when({ type: 'ScheduleWork' }).yieldsOnce({ type: 'WorkScheduled' });
  });

  it('goes on when somebody says so', () =>
    given(...IN_STATE.scheduled)
      .when({ type: 'ResumeTicket' })
      .yieldsOnce(resumed));

  it('goes on when the awaited customer calls', () =>
    given(...IN_STATE.awaiting_customer)
      .when({ type: 'RecordContact', channel: 'phone' })
      .yieldsOnce(
        { type: 'ClientContactRecorded', channel: 'phone' },
        { type: 'TicketResumed', because: 'client_contact' },
      ));

  it.each(['awaiting_third_party', 'scheduled', 'in_progress', 'new', 'resolved'] as const)(
    'does not go on by a call while it is %s',
    (state) =>
      given(...IN_STATE[state])
        .when({ type: 'RecordContact', channel: 'phone' })
        .yieldsOnce({ type: 'ClientContactRecorded', channel: 'phone' }),
  );
});

describe('A ticket is resolved', () => {
  const resolve = { type: 'ResolveTicket', code: 'power', note: 'power restored' } as const;
  it('with a code and a note, and a P1 closes by itself a day later', () =>
    given(...IN_STATE.in_progress)
      .when(resolve, by('eve', OPENED_AT))
      .yieldsOnce(resolved));
  it('and closes three days later where it is less than a P1 by then', () =>
    given(opened, triagedP1, correctedToP3, started)
      .when(resolve, by('eve', OPENED_AT))
      .yieldsOnce({ ...resolved, autoCloseAt: '2026-03-17T08:00:00.000Z' }));
  it('and closes a day after that was written down, even if it happened earlier', () =>
    given(...IN_STATE.in_progress)
      .when(resolve, { ...by('eve', '2026-03-14T10:00:00.000Z'), occurredAt: OPENED_AT })
      .yieldsOnce({ ...resolved, autoCloseAt: '2026-03-15T10:00:00.000Z' }));
  it('never without a code', () =>
    given(...IN_STATE.in_progress)
      .when({ ...resolve, code: ' ' })
      .refuses('ticket.resolution-needed'));
  it('never without a note', () =>
    given(...IN_STATE.in_progress)
      .when({ ...resolve, note: '' })
      .refuses('ticket.resolution-needed'));
  it('and closed when the client confirms', () =>
    given(...IN_STATE.resolved)
      .when({ type: 'CloseTicket', reason: 'works' })
      .yieldsOnce({ ...closed, reason: 'works' } as never));
});

describe('A ticket that took over another one', () => {
  it('stands where it stood', () =>
    given(...IN_STATE.in_progress, absorbed)
      .when({ type: 'RestoreService' })
      .yieldsOnce({ type: 'ServiceRestored', cycle: 1 }));
});

describe('A contact', () => {
  it('from before all calendars is refused: its clocks could never be computed', () =>
    given()
      .when({ ...call, contactedAt: '1960-01-01T00:00:00.000Z' })
      .refuses('time.out-of-range'));
});

describe('What somebody says besides', () => {
  it('is kept where they say it, and is no empty field where they do not', () => {
    const { in_progress, resolved: done } = IN_STATE;
    const call = { type: 'RecordContact', channel: 'phone' } as const;
    given(...in_progress)
      .when(call)
      .yieldsOnce({ type: 'ClientContactRecorded', channel: 'phone' });
    given(...in_progress)
      .when({ ...call, text: 'Still down' })
      .yieldsOnce({ type: 'ClientContactRecorded', channel: 'phone', text: 'Still down' });
    given(...done)
      .when({ type: 'CloseTicket' })
      .yieldsOnce({ type: 'TicketClosed', how: 'confirmed' });
    given(...done)
      .when({ type: 'CloseTicket', reason: 'It works' })
      .yieldsOnce({ type: 'TicketClosed', how: 'confirmed', reason: 'It works' });
  });
  it('on the telephone, at night, is the voicemail that a ticket begins with', () => {
    const voicemail = { messageId: 'm1', sentAt: CALLED_AT, caller: '+1 555 0100', recording: 'rec/1' };
    const open = {
      type: 'OpenTicket',
      client: 'acme',
      channel: 'voicemail',
      requested: 'P1',
      summary: 'down',
    } as const;
    given()
      .when({ ...open, voicemail } as LifecycleCommand, by('telephone', OPENED_AT))
      .yieldsOnce(expect.objectContaining({ type: 'TicketOpened' }), { type: 'VoicemailReceived', ...voicemail });
    given()
      .when(open as LifecycleCommand, by('anna', OPENED_AT))
      .yieldsOnce(expect.objectContaining({ type: 'TicketOpened' }));
  });
});

describe('A ticket is open', () => {
  it('until it is resolved or has ended otherwise', () =>
    expect(STATUSES.filter(isOpen)).toStrictEqual([
      'new',
      'triaged',
      'assigned',
      'in_progress',
      'awaiting_customer',
      'awaiting_third_party',
      'scheduled',
    ]));
});
