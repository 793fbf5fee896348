import { BadConfig, configFrom } from './config';

const PRODUCTION = {
  NODE_ENV: 'production',
  EVENTSTORE_URL: 'esdb://store:2113?tls=true',
  DATABASE_URL: 'postgresql://desk@db/faultline?sslmode=verify-full',
  FAULTLINE_MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, n) => n)).toString('base64'),
};

describe('With nothing set', () => {
  it('everything runs embedded, on loopback, under ./data', () =>
    expect(configFrom({}, '/srv/faultline')).toStrictEqual({
      deskMail: { secure: false },
      mode: 'development',
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/srv/faultline/data',
      keysDir: '/srv/faultline/data/keys',
      roles: ['api', 'projector', 'sla', 'billing', 'paging', 'public', 'webhooks', 'mail', 'notary'],
      stores: { kind: 'embedded', port: 0 },
      provider: 'faultline',
      voicemailSecrets: [],
      logLevel: 'warn',
    }));

  it('an empty variable is none', () => expect(configFrom({ PORT: '', ROLES: '' })).toStrictEqual(configFrom({})));

  it('nothing can be changed afterwards', () => expect(Object.isFrozen(configFrom({}))).toBe(true));
});

describe('Production', () => {
  it('runs on what its variables name', () =>
    expect(configFrom({ ...PRODUCTION, HOST: '0.0.0.0', ROLES: 'billing, sla' }, '/srv')).toMatchObject({
      mode: 'production',
      host: '0.0.0.0',
      roles: ['billing', 'sla'],
      stores: { kind: 'remote', eventStoreUrl: PRODUCTION.EVENTSTORE_URL, databaseUrl: PRODUCTION.DATABASE_URL },
      logLevel: 'info',
    }));

  it('runs the notary where it has a key, and leaves it out where nobody has named one', () => {
    const key = Buffer.alloc(32, 7).toString('base64');
    expect(configFrom({ ...PRODUCTION, NOTARY_KEY: key }, '/srv').roles).toContain('notary');
    expect(configFrom(PRODUCTION, '/srv').roles).not.toContain('notary');
    expect(() => configFrom({ ...PRODUCTION, ROLES: 'api,notary' }, '/srv')).toThrow(
      /^ROLES names 'notary', and it has no key/m,
    );
  });
});

describe('A configuration that will not do is refused in a line that names the variable:', () => {
  const off = (name: string) => ({ ...PRODUCTION, [name]: undefined });
  it.each([
    [
      'no event store in production',
      off('EVENTSTORE_URL'),
      /^EVENTSTORE_URL is not set\. NODE_ENV=production needs it/,
    ],
    ['no database in production', off('DATABASE_URL'), /^DATABASE_URL is not set/],
    ['no master key in production', off('FAULTLINE_MASTER_KEY'), /^FAULTLINE_MASTER_KEY is not set/],
    [
      'plain text in production',
      { ...PRODUCTION, EVENTSTORE_URL: 'esdb://store:2113?tls=false' },
      /^EVENTSTORE_URL says tls=false/,
    ],
    [
      'plain text in other words',
      { ...PRODUCTION, EVENTSTORE_URL: 'esdb://store:2113?connectionName=b&TLS=False' },
      /^EVENTSTORE_URL spells the option tls in another way/,
    ],
    ['development off this machine', { HOST: '0.0.0.0' }, /^HOST is 0\.0\.0\.0/],
    ['development at another address', { HOST: '10.0.0.7' }, /^HOST is 10\.0\.0\.7/],
    [
      'development on a real store',
      { EVENTSTORE_URL: 'esdb://store:2113', DATABASE_URL: 'postgres://localhost/f' },
      /^EVENTSTORE_URL leads off this machine/,
    ],
    [
      'development on a real database',
      { EVENTSTORE_URL: 'esdb://localhost:2113', DATABASE_URL: 'postgres://me:secret@db:5432/f' },
      /^DATABASE_URL leads off this machine/,
    ],
    [
      'one of several hosts elsewhere',
      { EVENTSTORE_URL: 'esdb+discover://127.0.0.1:2113,store:2113', DATABASE_URL: 'postgres://localhost/f' },
      /^EVENTSTORE_URL leads off/,
    ],
    ['half of a set-up', { DATABASE_URL: 'postgres://localhost/f' }, /^DATABASE_URL is set and EVENTSTORE_URL is not/],
    ['a mode that there is not', { NODE_ENV: 'prod' }, /^NODE_ENV is 'development' or 'production'/],
    ['a port that is none', { PORT: 'http' }, /^PORT is a number from 0 to 65535/],
    ['a port too high', { PORT: '70000' }, /^PORT is a number/],
    ['another protocol', { EVENTSTORE_URL: 'http://localhost:2113' }, /^EVENTSTORE_URL begins with 'esdb:\/\/'/],
    [
      'a role that there is not',
      { ROLES: 'api,biling' },
      /^ROLES names 'biling', which is no role\. Roles are: api, projector, sla, billing, paging, public, webhooks, mail, publisher, notary\.$/,
    ],
    ['a level that there is not', { LOG_LEVEL: 'loud' }, /^LOG_LEVEL is one of/],
  ])('%s', (_what, environment, says) => {
    expect(() => configFrom(environment)).toThrow(BadConfig);
    expect(() => configFrom(environment)).toThrow(says);
  });

  it('and never by what a secret says', () => {
    const secret = 'postgres://me:secret@db:5432/f';
    expect(() => configFrom({ EVENTSTORE_URL: 'esdb://localhost:2113', DATABASE_URL: secret })).not.toThrow(/secret/);
  });
});
