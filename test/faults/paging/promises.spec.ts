// That each promise of a page is found where it is broken.
import type { Everything, StoredEvent } from '../../kill/stored';
import type { Paged } from '../../oncall/night';
import { pageFaults } from './promises';

const AT = Date.parse('2026-03-14T07:03:00.000Z');
const event = (stream: string, type: string, data: object = {}, after = 0): StoredEvent => ({
  stream,
  revision: 0,
  id: '',
  type,
  commandId: '',
  actor: '',
  recordedAt: new Date(AT + after).toISOString(),
  data,
});
const voicemail = event('ticket-T1', 'VoicemailReceived', { messageId: 'm1' });
const [dispatched, attempted] = [event('page-T1', 'PageDispatched'), event('page-T1', 'PageAttempted', { attempt: 1 })];
const acknowledged = event('page-T1', 'PageAcknowledged', {}, 1_000);
const stored = (...all: readonly StoredEvent[]): Everything => ({
  all,
  streams: Map.groupBy(all, ({ stream }) => stream),
});
const paged = (after = 500, id = 'a1'): Paged => ({
  id,
  ticketId: 'T1',
  person: { id: 'ann' },
  link: '',
  round: 1,
  at: AT + after,
  signature: undefined,
});
const whole = [voicemail, dispatched, attempted, acknowledged];
const faults = (events: readonly StoredEvent[], ...heard: readonly Paged[]) =>
  pageFaults(stored(...events), ['m1'], heard);

describe('Of pages, the rig', () => {
  it('finds nothing where all is as it should be', () => expect(faults(whole, paged())).toStrictEqual([]));

  it('finds a voicemail that is two tickets, or none', () => {
    const again = event('ticket-T1', 'VoicemailReceived', { messageId: 'm1' });
    expect(faults([...whole, again], paged())).toStrictEqual(['I2: voicemail m1 is 2 tickets']);
    expect(pageFaults(stored(), ['m1'], [])).toStrictEqual(['I2: voicemail m1 is 0 tickets']);
  });

  it('finds a page that reached nobody, or is there twice, or was not taken', () => {
    expect(faults(whole)).toStrictEqual(['T1: its page reached nobody']);
    expect(faults([...whole, dispatched], paged())).toStrictEqual(['T1 has 2 pages']);
    expect(faults([voicemail, dispatched, attempted], paged())).toStrictEqual(['T1: acknowledged 0 times']);
  });

  it('finds a message that came twice, and one that nothing explains', () => {
    expect(faults(whole, paged(), paged(600))).toStrictEqual(['T1: message a1 came to ann twice']);
    const second = event('page-T1', 'PageAttempted', { attempt: 2 });
    expect(faults([...whole, second], paged())).toStrictEqual(['T1: 2 attempts, 0 of which failed']);
  });

  it('finds somebody who was called after the acknowledgement', () =>
    expect(faults(whole, paged(), paged(1_001, 'a2'))).toStrictEqual([
      'T1: ann was called 1 ms after the acknowledgement',
    ]));
});
