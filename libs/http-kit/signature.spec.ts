import { newSecret, signed } from './signature';

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
