import { newSecret, signed, verdictOn } from './signature';

// The example of the Standard Webhooks specification and of its libraries.
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = '{"test": 2432232314}';

describe('A signature', () => {
  it('is that of the standard, so that its libraries accept it', () =>
    expect(signed([SECRET], 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1_614_265_330_000, BODY)).toStrictEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    }));

  it('is another one for another body, another message, another time and another receiver', () => {
    const signatures = [
      signed([SECRET], 'm1', 0, BODY),
      signed([SECRET], 'm1', 0, '{}'),
      signed([SECRET], 'm2', 0, BODY),
      signed([SECRET], 'm1', 1_000, BODY),
      signed([newSecret()], 'm1', 0, BODY),
    ].map((headers) => headers['webhook-signature']);
    expect(new Set(signatures).size).toBe(signatures.length);
  });

  it('is two while a secret is renewed, as the standard writes them, the newest first', () => {
    const renewed = newSecret();
    const one = (secret: string) => signed([secret], 'm1', 0, BODY)['webhook-signature'];
    expect(signed([renewed, SECRET], 'm1', 0, BODY)['webhook-signature']).toBe(`${one(renewed)} ${one(SECRET)}`);
  });

  it('is made with a secret of 32 bytes that nobody else has', () => {
    expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(newSecret()).not.toBe(newSecret());
  });
});

describe('A message that came', () => {
  const at = 1_614_265_330_000;
  const headers = signed([SECRET], 'm1', at, BODY);
  const verdict = (change: object = {}, { secrets = [SECRET], body = BODY, now = at } = {}) =>
    verdictOn(secrets, { ...headers, ...change }, body, now);

  it('is genuine with the signature of one who has the secret, or one of two while it is renewed', () => {
    expect(verdict()).toBe('genuine');
    expect(verdict({}, { secrets: [newSecret(), SECRET] })).toBe('genuine');
    expect(verdict({ 'webhook-signature': `v1,bm8= ${headers['webhook-signature']}` })).toBe('genuine');
  });

  it('is not, with another body, id, time or secret, or without a signature', () => {
    expect(verdict({}, { body: '{}' })).toBe('unsigned');
    expect(verdict({ 'webhook-id': 'm2' })).toBe('unsigned');
    expect(verdict({ 'webhook-timestamp': '1614265331' })).toBe('unsigned');
    expect(verdict({ 'webhook-timestamp': 'now' })).toBe('unsigned');
    expect(verdict({ 'webhook-signature': undefined })).toBe('unsigned');
    expect(verdict({}, { secrets: [] })).toBe('unsigned');
    expect(verdict({}, { secrets: [newSecret()] })).toBe('unsigned');
  });

  it('holds for five minutes, whichever clock is ahead', () => {
    for (const [away, said] of [
      [300_000, 'genuine'],
      [300_001, 'stale'],
      [-300_000, 'genuine'],
      [-300_001, 'stale'],
    ] as const)
      expect([away, verdict({}, { now: at + away })]).toStrictEqual([away, said]);
  });
});
