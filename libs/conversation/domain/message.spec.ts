import type { Message } from '#kernel';
import { by, recorded } from '#kernel/given';
import { standardPolicy } from '#policy/testing';
import { isFresh, kindOf, render } from './message';

const AT = '2026-03-14T08:33:00.000Z';
const rendered = (event: Message) =>
  render(recorded(event, by('anna', AT)), '7K3M9QXZW', 'No calls\r\nBcc: x', standardPolicy.zone);

describe('What a client is written to about', () => {
  it('is news, and no reply that was given on the telephone', () => {
    expect(kindOf({ type: 'ReplySent', text: 'On it', channel: 'email' } as Message)).toBe('reply');
    expect(kindOf({ type: 'ReplySent', text: 'On it', channel: 'phone' } as Message)).toBeUndefined();
    expect(kindOf({ type: 'ReplySent' })).toBeUndefined();
    expect(kindOf({ type: 'NoteAdded' })).toBeUndefined();
    expect(kindOf({ type: 'constructor' })).toBeUndefined();
  });

  it('bears the ticket’s number in its subject, in one line', () =>
    expect(rendered({ type: 'ReplySent', text: 'We are\non it', channel: 'email' } as Message)).toEqual({
      subject: '[#7K3M9QXZW] No calls Bcc: x',
      text: 'We are\non it',
    }));

  it('says instants by the clock of the ticket’s policy, and money as people read it', () => {
    expect(rendered({ type: 'ServiceRestored', cycle: 1 } as Message)?.text).toBe(
      'Service was restored on Sat 14 Mar, 03:33 CDT.',
    );
    expect(rendered({ type: 'TicketBilled', cents: -18_750, balanceCents: 5 } as Message)?.text).toContain(
      '-$187.50 was posted on Sat 14 Mar, 03:33 CDT; the sum is $0.05',
    );
  });

  it('fills in nothing of what a client wrote between braces', () =>
    expect(rendered({ type: 'ReplySent', text: '{{note}} {{text}}' } as Message)?.text).toBe('{{note}} {{text}}'));

  it('is no history: a store that is read again writes to nobody', () => {
    const fact = recorded({ type: 'TicketOpened' }, by('anna', AT));
    expect(isFresh(fact, Date.parse(AT) + 86_400_000)).toBe(true);
    expect(isFresh(fact, Date.parse(AT) + 86_400_001)).toBe(false);
  });
});
