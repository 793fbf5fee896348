import { iso } from '#kernel';
import { by, givenFor } from '#kernel/given';
import { policyOfAlgorithm1, policyWith, standardPolicy } from '#policy/testing';
import { given, givenTicket } from '../reference/given-ticket';
import { type LifecycleCommand } from './lifecycle';
import { CALENDARS_BEGIN } from './opening';
import { CALLED_AT, NOON, OPENED_AT, opened } from './stories';
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
