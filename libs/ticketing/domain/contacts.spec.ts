import { ms, replay } from '#kernel';
import { given } from '../reference/given-ticket';
import { conversation } from './contacts';
import { absorbed, CALLED_AT, NOON, OPENED_AT, opened, REOPENED_AT, recordedAs, reopened } from './stories';

describe('A public reply', () => {
  it('is sent on a channel, with what was said', () =>
    given(opened)
      .when({ type: 'SendReply', channel: 'email', text: 'We are on it' })
      .yieldsOnce({ type: 'ReplySent', channel: 'email', text: 'We are on it' }));
  it('may be logged without its words', () =>
    given(opened).when({ type: 'SendReply' }).yieldsOnce({ type: 'ReplySent' }));
});

describe('Support on the telephone', () => {
  const redirect = { type: 'RedirectTelephoneSupport', to: 'portal', reason: 'Two of us for forty calls' } as const;
  const redirected = { type: 'TelephoneSupportRedirected', to: 'portal', reason: redirect.reason } as const;
  const asP2 = { ...opened, channel: 'phone', requested: 'P2', assigned: 'P2' } as const;

  it('is redirected where resources are short', () => given(asP2).when(redirect).yieldsOnce(redirected));
  it('is never redirected in a P1, whether it was opened, triaged, changed or corrected to one', () => {
    const [from, to, reason] = ['P2', 'P1', 'all lines'] as const;
    given({ ...asP2, assigned: 'P1' })
      .when(redirect)
      .refuses('contact.p1-not-redirected');
    given(asP2, { type: 'TicketTriaged', priority: to }).when(redirect).refuses('contact.p1-not-redirected');
    given(asP2, { type: 'PriorityChanged', from, to, reason }).when(redirect).refuses('contact.p1-not-redirected');
    given(asP2, { type: 'PriorityCorrected', from, to, reason }).when(redirect).refuses('contact.p1-not-redirected');
  });
  it('is not redirected in what may be a P1, because the client says so and nobody has looked', () => {
    given({ ...asP2, requested: 'P1' })
      .when(redirect)
      .refuses('contact.p1-not-redirected');
    given(asP2, { type: 'PriorityRequested', priority: 'P1', reason: 'all lines' })
      .when(redirect)
      .refuses('contact.p1-not-redirected');
    given({ ...asP2, requested: 'P1' }, { type: 'TicketTriaged', priority: 'P3' })
      .when(redirect)
      .yieldsOnce(redirected);
  });
  it('is what a caller is redirected from, and nobody who wrote', () => {
    given({ ...asP2, channel: 'email' })
      .when(redirect)
      .refuses('contact.not-by-phone');
    given(asP2, { type: 'ClientContactRecorded', channel: 'portal' }).when(redirect).refuses('contact.not-by-phone');
    const { contactedAt: _, ...raised } = asP2;
    given(raised).when(redirect).refuses('contact.not-by-phone');
  });
  it('is redirected again once the ticket is no P1 any more', () =>
    given(
      asP2,
      { type: 'TicketTriaged', priority: 'P1' },
      { type: 'PriorityChanged', from: 'P1', to: 'P3', reason: 'restored' },
    )
      .when(redirect)
      .yieldsOnce(redirected));
  it('is neither an answer nor a contact', () => {
    const before = [recordedAs(opened, OPENED_AT)];
    const { contacts, replies } = replay(conversation, [...before, recordedAs(redirected, NOON)]);
    expect({ contacts, replies }).toStrictEqual({ contacts: replay(conversation, before).contacts, replies: [] });
  });
});

describe('A conversation', () => {
  const call = { type: 'ClientContactRecorded', channel: 'phone' } as const;
  const heard = (...history: Parameters<typeof recordedAs>[]) =>
    replay(
      conversation,
      history.map((each) => recordedAs(...each)),
    );

  it('begins with the contact that the ticket was opened for', () =>
    expect(heard([opened, OPENED_AT]).contacts).toStrictEqual([{ at: ms(CALLED_AT), channel: 'voicemail' }]));
  it('begins later where a monitoring system raised the ticket', () => {
    const { contactedAt: _, ...raised } = opened;
    expect(heard([raised, OPENED_AT], [call, NOON]).contacts).toStrictEqual([{ at: ms(NOON), channel: 'phone' }]);
  });
  it('goes on with a reopening', () =>
    expect(heard([reopened, REOPENED_AT]).contacts).toStrictEqual([{ at: ms(REOPENED_AT), channel: 'phone' }]));
  it('takes over what was said on a merged ticket, when it was said', () =>
    expect(heard([opened, OPENED_AT], [absorbed, NOON])).toMatchObject({
      contacts: [
        { at: ms(CALLED_AT), channel: 'voicemail' },
        { at: ms('2026-03-14T07:50:00.000Z'), channel: 'phone' },
      ],
      replies: [ms('2026-03-14T08:10:00.000Z')],
    }));
  it('counts a reply from when it was given', () =>
    expect(heard([{ type: 'ReplySent' }, NOON, OPENED_AT]).replies).toStrictEqual([ms(OPENED_AT)]));
});
