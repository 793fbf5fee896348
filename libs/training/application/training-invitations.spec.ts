// Who is invited is written to once, with an appointment that a calendar program reads.

import ICAL from 'ical.js';
import type { Registered } from '#clients';
import type { MailChannel, OutgoingMail } from '#conversation/module';
import { type Context, iso, MemoryStore } from '#kernel';
import { standardPolicy } from '#policy/testing';
import type { CommandEnvironment } from '#ticketing/commands';
import { TrainingInvitations } from './training-invitations';
import { Trainings } from './trainings';

const NOW = Date.parse('2026-04-01T12:00:00Z');
const T = '7K3M9QXZW';
const contract = { entitlements: ['training'] };
const registerOf = (addresses: Map<string, { email?: string }>, agreed: object = contract) => ({
  client: async () => ({
    revision: 0,
    state: { status: 'registered', contract: agreed, contacts: addresses } as unknown as Registered,
  }),
  mustKnowClient: async () => ({ fromNoc: false }),
});
const world = (
  register = registerOf(
    new Map([
      ['bob', { email: 'bob@acme.example' }],
      ['nora', {}],
    ]),
  ),
) => {
  const store = new MemoryStore();
  const policies = { inForce: async () => standardPolicy, pinned: async () => standardPolicy };
  const environment: CommandEnvironment = { store, policies, idOf: (name) => name };
  const trainings = new Trainings(store, register);
  let n = 0;
  const context = (): Context => ({ commandId: `c${n++}`, actor: { id: 'sue', role: 'supervisor' }, at: iso(NOW) });
  const sent: OutgoingMail[] = [];
  const channel: MailChannel = {
    send: async (mail) => {
      sent.push(mail);
      return { is: 'accepted' };
    },
  };
  const from = 'support@desk.example';
  const process = (instance = 'one') =>
    new TrainingInvitations({ environment, register, channel, from, domain: 'desk.example', instance });
  const say = (command: Parameters<Trainings['say']>[1]) => trainings.say(T, command, context());
  const prepared = async () => {
    await say({ type: 'ReleaseFeature', product: 'sip-trunk', feature: 'Fail-over' });
    await say({ type: 'ScheduleTraining', ...when });
    await say({ type: 'InviteStaff', client: 'acme', contact: 'bob' });
  };
  return { sent, process, say, prepared };
};
const when = {
  startsAt: '2026-04-14T16:00:00.000Z',
  endsAt: '2026-04-14T17:00:00.000Z',
  joinUrl: 'https://meet.desk.example/x',
};
const readBack = ({ calendar }: OutgoingMail) => {
  const whole = new ICAL.Component(ICAL.parse(calendar?.content ?? ''));
  const event = whole.getFirstSubcomponent('vevent') ?? undefined;
  const value = (name: string) => String(event?.getFirstPropertyValue(name));
  return {
    method: String(whole.getFirstPropertyValue('method')),
    startsAt: iso(new ICAL.Event(event).startDate.toUnixTime() * 1_000),
    sequence: value('sequence'),
    attendee: value('attendee'),
    status: value('status'),
  };
};

describe('An invitation', () => {
  it('goes out once with the appointment, whoever does the same at once', async () => {
    const { sent, process, prepared } = world();
    await prepared();
    await Promise.all(['one', 'two'].map((id) => process(id).handle(T, NOW)));
    await process('three').handle(T, NOW + 3_600_000);
    expect(sent.map(({ to }) => to)).toEqual(['bob@acme.example']);
    const [mail] = sent as [OutgoingMail];
    expect(mail.text).toContain('Tue 14 Apr, 11:00 CDT');
    expect(readBack(mail)).toEqual({
      method: 'REQUEST',
      startsAt: when.startsAt,
      sequence: '0',
      attendee: 'mailto:bob@acme.example',
      status: 'CONFIRMED',
    });
  });

  it('is followed by what changes, and by the cancellation; nobody is written to about what has begun', async () => {
    const { sent, process, say, prepared } = world();
    await prepared();
    await process().handle(T, NOW);
    await say({ type: 'ScheduleTraining', ...when, startsAt: '2026-04-14T15:00:00.000Z' });
    await process().handle(T, NOW);
    await say({ type: 'CancelTraining' });
    await process().handle(T, NOW);
    expect(sent.map(readBack).map(({ method, sequence, status }) => [method, sequence, status])).toEqual([
      ['REQUEST', '0', 'CONFIRMED'],
      ['REQUEST', '1', 'CONFIRMED'],
      ['CANCEL', '2', 'CANCELLED'],
    ]);
  });

  it('goes to nobody where the training has begun, or the register has no address', async () => {
    const late = world();
    await late.prepared();
    await late.process().handle(T, Date.parse(when.startsAt));
    const { sent, process, say, prepared } = world(registerOf(new Map()));
    await prepared();
    await say({ type: 'InviteStaff', client: 'acme', contact: 'nora' });
    await process().handle(T, NOW);
    expect([late.sent, sent]).toEqual([[], []]);
  });

  it('is refused where the contract does not include trainings', async () => {
    const { prepared } = world(registerOf(new Map(), { entitlements: ['support_in_hours'] }));
    await expect(prepared()).rejects.toMatchObject({ code: 'training.not-entitled' });
  });
});
