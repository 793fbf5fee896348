import { replay } from '#kernel';
import { by, givenFor, recorded } from '#kernel/given';
import { nextAction, type OutboxEvent, outbox } from './outbox';

const given = givenFor(outbox);
const T0 = '2026-03-16T15:00:00.000Z';
const later = (minutes: number) => new Date(Date.parse(T0) + minutes * 60_000).toISOString();
const queue = { messageId: 'T.4', kind: 'reply', revision: 4, contact: 'bob', to: 'bob@acme.example' } as const;
const queued: OutboxEvent = { type: 'MessageQueued', ...queue };
const begun: OutboxEvent = { type: 'MessageBegun', messageId: 'T.4', attempt: 1, by: 'one' };
const stateOf = (...events: readonly OutboxEvent[]) =>
  replay(
    outbox,
    events.map((event) => recorded(event, by('mail', T0))),
  );
const actionAt = (minutes: number, ...events: readonly OutboxEvent[]) =>
  nextAction(stateOf(...events), Date.parse(later(minutes)));

describe('A message to a client', () => {
  it('is queued once for a fact, whoever hears of it again', () => {
    given()
      .when({ type: 'QueueMessage', ...queue }, by('mail', T0))
      .yields(queued);
    given(queued, begun, { type: 'MessageSent', messageId: 'T.4' })
      .when({ type: 'QueueMessage', ...queue })
      .yieldsNothing();
  });

  it('is begun by one of two processes, before anything is sent', () => {
    given(queued).when({ type: 'BeginMessage', messageId: 'T.4', by: 'one' }).yields(begun);
    given(queued, begun).when({ type: 'BeginMessage', messageId: 'T.4', by: 'two' }).yieldsNothing();
  });

  it('is never sent again on a guess: what was begun and told of by nobody is uncertain', () => {
    expect(actionAt(0, queued)).toMatchObject({ do: 'send' });
    expect(actionAt(1, queued, begun)).toEqual({ do: 'wait', until: Date.parse(later(5)) });
    expect(actionAt(5, queued, begun)).toMatchObject({ do: 'give-up' });
    expect(actionAt(99, queued, begun, { type: 'MessageUncertain', messageId: 'T.4' })).toEqual({ do: 'rest' });
  });

  it('waits twice as long after each refusal for now, and not at all after one for good', () => {
    const fail = { type: 'NoteFailed', messageId: 'T.4', reason: '451 later', forGood: false } as const;
    given(recorded(queued, by('mail', T0)), recorded(begun, by('mail', T0)))
      .when(fail, by('mail', T0))
      .yields({ type: 'MessageFailed', messageId: 'T.4', reason: '451 later', retryAt: later(1) });
    given(queued, { ...begun, attempt: 4 })
      .when(fail, by('mail', T0))
      .yields({ type: 'MessageFailed', messageId: 'T.4', reason: '451 later', retryAt: later(8) });
    given(queued, begun)
      .when({ ...fail, reason: '550 nobody', forGood: true }, by('mail', T0))
      .yields({ type: 'MessageFailed', messageId: 'T.4', reason: '550 nobody' });
    given(queued, { ...begun, attempt: 16 })
      .when(fail, by('mail', T0))
      .yields({ type: 'MessageFailed', messageId: 'T.4', reason: '451 later' });
  });

  it('bounces after it was accepted, once', () => {
    const bounce = { type: 'NoteBounce', messageId: 'T.4', reason: 'mailbox full' } as const;
    given(queued, begun, { type: 'MessageSent', messageId: 'T.4' })
      .when(bounce)
      .yields({ type: 'MessageBounced', messageId: 'T.4', reason: 'mailbox full' });
    given(queued).when(bounce).yieldsNothing();
    given()
      .when({ ...bounce, messageId: 'T.9' })
      .yieldsNothing();
  });

  it('is held back where a ticket brings about more than twenty in an hour: something answers by itself', () => {
    const many = Array.from({ length: 20 }, (_, n) =>
      recorded({ ...queued, messageId: `T.${n + 10}` }, by('mail', T0)),
    );
    given(...many)
      .when({ type: 'QueueMessage', ...queue }, by('mail', later(59)))
      .yields({ type: 'MessageSuppressed', messageId: 'T.4', kind: 'reply', revision: 4 });
    given(...many)
      .when({ type: 'QueueMessage', ...queue }, by('mail', later(60)))
      .yields(queued);
  });
});
