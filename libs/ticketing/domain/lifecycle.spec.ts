import { iso } from '#kernel';
import { by, givenFor } from '#kernel/given';
import { policyOfAlgorithm1, policyWith, standardPolicy } from '#policy/testing';
import { given, givenTicket } from '../reference/given-ticket';
import { isOpen, type LifecycleCommand, STATUSES } from './lifecycle';
import { CALENDARS_BEGIN } from './opening';
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
  raisedToP1,
  resolved,
  resumed,
  scheduled,
  started,
  triagedP1,
  triagedP3,
} from './stories';
import { ticket } from './ticket';

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

  describe('until somebody has looked', () => {
    const channelDefault = policyWith({ afterHours: { untriagedP1: 'channel-default' } });
    const oldVersion = policyOfAlgorithm1();
    const inHours = '2026-03-16T15:00:00.000Z';
    it.each([
      ['as a P1 that was asked for at night, on every channel', standardPolicy, {}, 'P1'],
      ['with the priority of its channel in hours', standardPolicy, { contactedAt: inHours }, 'P3'],
      ['with the priority of its channel where less was asked for', standardPolicy, { requested: 'P2' }, 'P3'],
      ['with the priority of its channel where the policy says so', channelDefault, {}, 'P3'],
      ['with the priority of its channel under a version that knew nothing else', oldVersion, {}, 'P3'],
    ] as const)('%s', (_title, policy, patch, assigned) =>
      givenTicket(policy)()
        .when({ ...call, channel: 'portal', ...patch }, by('line', '2026-03-16T15:00:00.000Z'))
        .yieldsOnce({ ...opened, channel: 'portal', ...patch, assigned }),
    );
    it('goes by when the client called, and where nobody did by when it was raised', () => {
      const at = (time: string) => by('line', time);
      const portal = { ...call, channel: 'portal', monitoring: true } as const;
      const { contactedAt: _, ...raised } = opened;
      const { contactedAt: __, ...unsaid } = portal;
      given()
        .when(unsaid, at(OPENED_AT))
        .yieldsOnce({ ...raised, channel: 'portal' });
      given()
        .when(unsaid, at(inHours))
        .yieldsOnce({ ...raised, channel: 'portal', assigned: 'P3' });
    });
  });

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

  it('by a NOC in tier 3, whether its key says so or the register', () => {
    given()
      .when(call, by('noc', OPENED_AT, 'noc-contact'))
      .yieldsOnce({ ...opened, tier: 3 });
    givenFor(ticket, (context) => ({ ...context, policy: standardPolicy, fromNoc: true }))()
      .when(call, by('ann', OPENED_AT, 'client-contact'))
      .yieldsOnce({ ...opened, tier: 3 });
  });

  it('about what the register of the client knows', () => {
    const named = { contact: 'c1', subscriber: 's1', site: 'hq', service: 'sip' };
    given()
      .when({ ...call, ...named })
      .yieldsOnce({ ...opened, ...named });
  });

  it('not before there are calendars', () => {
    const dawn = iso(CALENDARS_BEGIN);
    given()
      .when({ ...call, contactedAt: dawn })
      .yieldsOnce({ ...opened, contactedAt: dawn });
    given()
      .when({ ...call, contactedAt: iso(CALENDARS_BEGIN - 1) })
      .refuses('time.out-of-range');
  });

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
