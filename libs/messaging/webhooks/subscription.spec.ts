import { ms, replay, stampOf } from '#kernel';
import { by, givenFor } from '#kernel/given';
import { type Subscription, secretsAt, type WebhookEvent, webhook } from './subscription';

const given = givenFor(webhook);
const recordedBy = (...events: readonly WebhookEvent[]) =>
  events.map((event, revision) => ({ event, stamp: stampOf(by('sue'), revision, 0) }));
const subscribed: WebhookEvent = { type: 'WebhookSubscribed', url: 'https://noc.example.com/', secret: 'whsec_x' };
const parked: WebhookEvent = { type: 'TicketParked', ticketId: 'X', revision: 7, reason: 'answered 400' };
const asked: WebhookEvent = { type: 'RedeliveryAsked', ticketId: 'X' };
const resumed: WebhookEvent = { type: 'TicketResumed', ticketId: 'X', revision: 9 };
const gone: WebhookEvent = { type: 'WebhookUnsubscribed' };

describe('A receiver', () => {
  it('subscribes once', () => {
    const { type: _, ...terms } = subscribed;
    given()
      .when({ type: 'Subscribe', ...terms }, by('sue'))
      .yields(subscribed);
    given(subscribed)
      .when({ type: 'Subscribe', ...terms })
      .yieldsNothing();
  });
  it('is sent again what it refused, once somebody asks for it', () => {
    given(subscribed, parked).when({ type: 'Redeliver', ticketId: 'X' }).yields(asked);
    given(subscribed, parked, asked).when({ type: 'ResumeTicket', ticketId: 'X', revision: 9 }).yields(resumed);
  });
  it('is sent nothing again that it did not refuse, or has taken by now', () => {
    given(subscribed).when({ type: 'Redeliver', ticketId: 'X' }).refuses('webhook.nothing-parked');
    given(subscribed, parked, asked, resumed)
      .when({ type: 'Redeliver', ticketId: 'X' })
      .refuses('webhook.nothing-parked');
  });
  it('may refuse it anew, and be asked anew', () =>
    given(subscribed, parked, asked, parked).when({ type: 'Redeliver', ticketId: 'X' }).yields(asked));
  it('goes once, and what was on its way is noted nowhere', () => {
    given(subscribed).when({ type: 'Unsubscribe' }).yields(gone);
    given(subscribed, gone).when({ type: 'ParkTicket', ticketId: 'X', revision: 1, reason: 'late' }).yieldsNothing();
    given(subscribed, gone).when({ type: 'Redeliver', ticketId: 'X' }).refuses('webhook.unknown');
  });
  it('has a new secret, and for a while the one of before as well', () => {
    const until = '2026-03-15T08:00:00.000Z';
    const rotated: WebhookEvent = { type: 'WebhookSecretRotated', secret: 'whsec_y', previousUntil: until };
    given(subscribed).when({ type: 'RotateSecret', secret: 'whsec_y', previousUntil: until }).yieldsOnce(rotated);
    given().when({ type: 'RotateSecret', secret: 'whsec_y', previousUntil: until }).refuses('webhook.unknown');
    const state = replay(webhook, recordedBy(subscribed, rotated)) as Subscription;
    expect(secretsAt(state, ms(until) - 1)).toStrictEqual(['whsec_y', 'whsec_x']);
    expect(secretsAt(state, ms(until))).toStrictEqual(['whsec_y']);
  });
  it('is disabled once, and enabled where it was', () => {
    const disabled: WebhookEvent = { type: 'WebhookDisabled', since: '2026-03-01T00:00:00.000Z', reason: 'gone' };
    const { type: _, ...why } = disabled;
    given(subscribed)
      .when({ type: 'Disable', ...why })
      .yields(disabled);
    given(subscribed, disabled)
      .when({ type: 'Disable', ...why })
      .yieldsNothing();
    given(subscribed, disabled).when({ type: 'Enable' }).yields({ type: 'WebhookEnabled' });
    given(subscribed).when({ type: 'Enable' }).yieldsNothing();
    given(subscribed, gone).when({ type: 'Enable' }).refuses('webhook.unknown');
  });
  it('is not known before it subscribed', () => given().when({ type: 'Unsubscribe' }).refuses('webhook.unknown'));
});
