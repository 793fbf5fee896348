import { ms, replay } from '#kernel';
import { given } from '../reference/given-ticket';
import { conversation } from './contacts';
import { absorbed, CALLED_AT, NOON, OPENED_AT, opened, REOPENED_AT, reopened, told } from './stories';

describe('A public reply', () => {
  it('is sent on a channel, with what was said', () =>
    given(opened)
      .when({ type: 'SendReply', channel: 'email', text: 'We are on it' })
      .yieldsOnce({ type: 'ReplySent', channel: 'email', text: 'We are on it' }));
  it('may be logged without its words', () =>
    given(opened).when({ type: 'SendReply' }).yieldsOnce({ type: 'ReplySent' }));
});

describe('A conversation', () => {
  const call = { type: 'ClientContactRecorded', channel: 'phone' } as const;
  const heard = (...history: Parameters<typeof told>[]) =>
    replay(
      conversation,
      history.map((each) => told(...each)),
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
    expect(heard([opened, OPENED_AT], [absorbed, NOON])).toStrictEqual({
      contacts: [
        { at: ms(CALLED_AT), channel: 'voicemail' },
        { at: ms('2026-03-14T07:50:00.000Z'), channel: 'phone' },
      ],
      replies: [ms('2026-03-14T08:10:00.000Z')],
    }));
  it('counts a reply from when it was given', () =>
    expect(heard([{ type: 'ReplySent' }, NOON, OPENED_AT]).replies).toStrictEqual([ms(OPENED_AT)]));
});
