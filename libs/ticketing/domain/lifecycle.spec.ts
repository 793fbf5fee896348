import { by } from '#kernel/given';
import { given, givenTicket } from '../reference/given-ticket';
import { policyWith } from '../reference/standard-policy';
import type { LifecycleCommand } from './lifecycle';
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
  NOON,
  OPENED_AT,
  opened,
  REOPENED_AT,
  raisedToP1,
  reopened,
  resolved,
  resumed,
  scheduled,
  started,
  told,
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

describe('A ticket is opened', () => {
  it('by a voicemail, as a P1 until somebody has looked', () =>
    given().when(call, by('line', OPENED_AT)).yieldsOnce(opened));

  it('with the priority that its channel starts with, whatever the client asks for', () =>
    given()
      .when({ ...call, channel: 'portal' })
      .yieldsOnce({ ...opened, channel: 'portal', assigned: 'P3' }));

  it.each([
    ['billing', 1],
    ['home_networking', 2],
    ['security', 2],
    ['platform', 3],
  ] as const)('about %s in tier %i', (category, tier) =>
    given()
      .when({ ...call, category })
      .yieldsOnce({ ...opened, category, tier }),
  );

  it('by a monitoring system without a contact of the client', () => {
    const { contactedAt: _, ...raised } = opened;
    given()
      .when({ ...call, monitoring: true })
      .yieldsOnce(raised);
  });

  it('with the contact at its opening where nothing else is said', () => {
    const { contactedAt: _, ...now } = call;
    given()
      .when(now, by('line', OPENED_AT))
      .yieldsOnce({ ...opened, contactedAt: OPENED_AT });
  });

  it('in the name of whoever called', () =>
    given()
      .when({ ...call, requester: 'Ms Doe' })
      .yieldsOnce({ ...opened, requester: 'Ms Doe' }));

  it('and pins the policy that is in force', () =>
    givenTicket({ ...policyWith(), version: 7 })()
      .when(call)
      .yieldsOnce({ ...opened, policyVersion: 7 }));

  it('not by a contact that is still to come', () =>
    given()
      .when({ ...call, contactedAt: NOON }, by('line', OPENED_AT))
      .refuses('time.in-future'));

  it('once under its id', () => given(opened).when(call).refuses('ticket.exists'));

  it('before anything else is said to it', () => given().when({ type: 'StartWork' }).refuses('ticket.unknown'));
});

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

describe('A resolved ticket whose client says nothing', () => {
  const elapsed = { type: 'CloseElapsed' } as const;
  it('closes by itself at its instant', () =>
    given(...IN_STATE.resolved)
      .when(elapsed, by('auto-close', resolved.autoCloseAt))
      .yields({ type: 'TicketClosed', how: 'time_elapsed' }));
  it('and not a millisecond before', () =>
    given(...IN_STATE.resolved)
      .when(elapsed, by('auto-close', '2026-03-15T07:59:59.999Z'))
      .yieldsNothing());
  it.each(['closed', 'in_progress', 'cancelled', 'merged'] as const)(
    'does not close any more where it is %s',
    (state) =>
      given(...IN_STATE[state])
        .when(elapsed, by('auto-close', '2026-04-01T00:00:00.000Z'))
        .yieldsNothing(),
  );
});

describe('A ticket is reopened', () => {
  const reopen = { type: 'ReopenTicket', channel: 'phone', reason: 'calls fail again' } as const;
  it('soon after its resolution in the same after-hours event', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', REOPENED_AT))
      .yieldsOnce(reopened));
  it('up to the very end of the window in the same event', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-03-14T16:00:00.000Z'))
      .yieldsOnce(reopened));
  it('later than that in an event of its own', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-03-14T16:00:00.001Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('in its next cycle each time', () =>
    given(...IN_STATE.resolved, told(reopened, REOPENED_AT), told({ ...resolved, cycle: 2 }, NOON))
      .when(reopen, by('acme', NOON))
      .yieldsOnce({ ...reopened, cycle: 3 }));
  it('when it was closed, for as long as the policy says after the resolution', () =>
    given(...IN_STATE.closed)
      .when(reopen, by('acme', '2026-03-28T08:00:00.000Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('not any later: then it is a new ticket', () =>
    given(...IN_STATE.closed)
      .when(reopen, by('acme', '2026-03-28T08:00:00.001Z'))
      .refuses('ticket.reopen-window-over'));
  it('whenever it is still resolved', () =>
    given(...IN_STATE.resolved)
      .when(reopen, by('acme', '2026-04-28T08:00:00.000Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
  it('and counts from when it was resolved, not from when that was written down', () =>
    given(opened, triagedP1, started, told(resolved, NOON, OPENED_AT))
      .when(reopen, by('acme', '2026-03-14T17:00:00.000Z'))
      .yieldsOnce({ ...reopened, event: 2 }));
});

describe('What is said to have happened earlier', () => {
  const restore = { type: 'RestoreService' } as const;
  const at = (occurredAt: string) => ({ ...by('eve', NOON), occurredAt });
  it('happened not later than now', () =>
    given(...IN_STATE.in_progress)
      .when(restore, at('2026-03-14T12:00:00.001Z'))
      .refuses('time.in-future'));
  it('happened not before the ticket was opened', () =>
    given(...IN_STATE.in_progress)
      .when(restore, at('2026-03-14T07:59:59.999Z'))
      .refuses('time.before-opening'));
  it('may have happened just then', () => {
    given(...IN_STATE.in_progress)
      .when(restore, at(OPENED_AT))
      .yieldsOnce({ type: 'ServiceRestored', cycle: 1 });
    given(...IN_STATE.in_progress)
      .when(restore, at(NOON))
      .yieldsOnce({ type: 'ServiceRestored', cycle: 1 });
  });
});

describe('A ticket that took over another one', () => {
  it('stands where it stood', () =>
    given(...IN_STATE.in_progress, absorbed)
      .when({ type: 'RestoreService' })
      .yieldsOnce({ type: 'ServiceRestored', cycle: 1 }));
});
