import { hashOf, type KeyRecord } from '../application/api-key';
import { KeyUse } from '../application/key-use';
import { authenticate } from './authenticate';

const NOW = Date.parse('2026-03-14T08:00:00Z');
const knowing = (record: Partial<KeyRecord>) => ({
  use: new KeyUse(),
  find(key: string): KeyRecord | undefined {
    return this.findByHash(hashOf(key));
  },
  findByHash: (hash: string): KeyRecord | undefined =>
    hash === hashOf('fl_good')
      ? {
          hash,
          principal: { id: 'anna', role: 'engineer' },
          issuedAt: '2026-01-01T00:00:00.000Z',
          ...record,
        }
      : undefined,
});
const ask = (record: Partial<KeyRecord>, { from = '10.0.0.7', header = 'Bearer fl_good', development = true } = {}) =>
  authenticate(knowing(record), { authorization: header, remoteAddress: from }, NOW, development);
const refusedWith = (code: string) => expect.objectContaining({ code });

describe('An API key', () => {
  it('says who calls', () => expect(ask({})).toStrictEqual({ id: 'anna', role: 'engineer' }));

  it('holds until the instant at which it expires, and not at that instant', () => {
    expect(ask({ expiresAt: '2026-03-14T08:00:00.001Z' }).id).toBe('anna');
    expect(() => ask({ expiresAt: '2026-03-14T08:00:00.000Z' })).toThrow(refusedWith('auth.expired'));
  });

  it('comes in an Authorization header, whatever the case of its scheme', () => {
    expect(ask({}, { header: 'bearer fl_good' }).id).toBe('anna');
    for (const header of ['fl_good', 'Bearer', 'Basic fl_good', 'Bearer fl_good fl_good', `Bearer ${'a'.repeat(1000)}`])
      expect(() => ask({}, { header })).toThrow(refusedWith('auth.unknown-key'));
    expect(() => authenticate(knowing({}), { remoteAddress: '127.0.0.1' }, NOW, true)).toThrow(
      refusedWith('auth.missing'),
    );
  });

  it('of a development server works on its own machine only', () => {
    for (const from of ['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])
      expect(ask({ development: true }, { from }).id).toBe('anna');
    for (const from of ['10.0.0.7', '::ffff:10.0.0.7', '127.0.0.1.evil.example', 'fe80::1'])
      expect(() => ask({ development: true }, { from })).toThrow(refusedWith('auth.loopback-only'));
  });

  it('of a development server is no key in production, not even there', () =>
    expect(() => ask({ development: true }, { from: '127.0.0.1', development: false })).toThrow(
      refusedWith('auth.unknown-key'),
    ));
});
