import { BadStoreUrl, storeAddress } from './store-url';

describe('A connection string', () => {
  it('of one host speaks to that one, over TLS unless it says otherwise', () => {
    expect(storeAddress('esdb://store')).toStrictEqual({
      hosts: [{ address: 'store', port: 2113 }],
      isCluster: false,
      tls: true,
      nodePreference: 'leader',
      options: {},
      warnings: [],
    });
    expect(storeAddress(' esdb://[::1]:2114/?tls=false ')).toMatchObject({
      hosts: [{ address: '[::1]', port: 2114 }],
      tls: false,
    });
  });

  it('of several hosts, or with discover, asks who leads', () => {
    expect(storeAddress('esdb://a:1,b:2,c').hosts.map(({ port }) => port)).toStrictEqual([1, 2, 2113]);
    expect(storeAddress('esdb://a,b').isCluster).toBe(true);
    expect(storeAddress('esdb+discover://a').isCluster).toBe(true);
  });

  it('has its user, password and file names decoded', () =>
    expect(storeAddress('esdb://a%40b:p%3A%25%2F@store?tlsCAFile=%2Fca%20s.crt&keepAliveInterval=-1')).toMatchObject({
      user: { username: 'a@b', password: 'p:%/' },
      options: { tlsCAFile: '/ca s.crt', keepAliveInterval: -1 },
    }));

  it('that prefers other nodes than the leader, or has a password and no TLS, is warned of', () => {
    expect(storeAddress('esdb://a,b?nodePreference=readOnlyReplica').warnings).toStrictEqual([
      expect.stringMatching(/nodePreference=read_only_replica: such a node may lag/),
    ]);
    expect(storeAddress('esdb://u:p@a?tls=false').warnings).toStrictEqual([
      expect.stringMatching(/no password is sent/),
    ]);
  });
});

const SECRET = 'pa55w0rd';
/** What is wrong with each, and what its refusal says. */
const MALFORMED: readonly (readonly [url: string, says: RegExp])[] = [
  ['', /begins with 'esdb:\/\/'/],
  ['store:2113', /begins with 'esdb:\/\/'/],
  [`admin:${SECRET}@store:2113`, /begins with 'esdb:\/\/'/],
  [`esdb:/admin:${SECRET}@store`, /begins with 'esdb:\/\/'/],
  [`http://admin:${SECRET}@store`, /another protocol/],
  [`postgres://admin:${SECRET}@store`, /another protocol/],
  [`kurrentdb://admin:${SECRET}@store`, /Write 'esdb:\/\/'/],
  [`kurrentdb+discover://admin:${SECRET}@store`, /Write 'esdb\+discover:\/\/'/],
  [`ESDB://admin:${SECRET}@store`, /lower case/],
  ['esdb://', /names no host/],
  [`esdb://admin:${SECRET}@`, /names no host/],
  ['esdb://?tls=false', /names no host/],
  [`esdb://admin:${SECRET}`, /no port from 1 to 65535/],
  ['esdb://store:http', /no port/],
  ['esdb://store:0', /no port/],
  ['esdb://store:70000', /no port/],
  ['esdb://store:', /no port/],
  ['esdb://store:2113,', /as host number 2/],
  ['esdb://,store', /as host number 1/],
  ['esdb://st ore', /as host number 1/],
  ['esdb://::1', /IPv6/],
  ['esdb://fe80::1:2113', /IPv6/],
  [`esdb://${SECRET}@store`, /without a password/],
  [`esdb://:${SECRET}@store`, /empty user name/],
  ['esdb://admin:@store', /empty user name or password/],
  [`esdb://admin:${SECRET}:tail@store`, /%3A/],
  [`esdb://admin:${SECRET}@tail@store`, /%40/],
  [`esdb://admin:${SECRET}%@store`, /%25/],
  [`esdb://admin:${SECRET}%zz@store`, /%25/],
  [`esdb://admin:${SECRET}/tail@store`, /%2F/],
  [`esdb://admin:${SECRET}?tail@store`, /%3F/],
  [`esdb://admin:x?${SECRET}=1@store`, /%3F/],
  [`esdb://admin:${SECRET}#tail@store`, /%23/],
  [`esdb://admin:${SECRET}@store#tls`, /'#'/],
  [`esdb://admin:${SECRET}@store/path`, /has a path/],
  [`esdb://admin:${SECRET}@store?tls=false?tls=true`, /two '\?'/],
  [`esdb://admin:${SECRET}@store?tls`, /tls no value/],
  [`esdb://admin:${SECRET}@store?tls=`, /tls no value/],
  [`esdb://admin:${SECRET}@store?tls=False`, /lower case/],
  [`esdb://admin:${SECRET}@store?tls=0`, /'true' or 'false'/],
  [`esdb://admin:${SECRET}@store?TLS=false`, /Write tls/],
  [`esdb://admin:${SECRET}@store?t-l-s=false`, /Write tls/],
  [`esdb://admin:${SECRET}@store?tls=true&tls=false`, /twice/],
  [`esdb://admin:${SECRET}@store?tlsVerifyCert=false`, /tlsCAFile=\/path\/ca\.crt/],
  [`esdb://admin:${SECRET}@store?sslmode=${SECRET}`, /'sslmode', which is no option/],
  [`esdb://store?password=${SECRET}`, /'password', which is no option/],
  [`esdb://store?user:${SECRET}=1`, /something that is no option/],
  [`esdb://admin:${SECRET}@store?nodePreference=bad`, /nodePreference is one of leader, follower/],
  [`esdb://admin:${SECRET}@store?keepAliveInterval=5000`, /from 10000/],
  [`esdb://admin:${SECRET}@store?keepAliveInterval=often`, /keepAliveInterval is a number/],
  [`esdb://admin:${SECRET}@store?gossipTimeout=0`, /gossipTimeout is a number of seconds/],
  [`esdb://admin:${SECRET}@store?defaultDeadline=-1`, /defaultDeadline/],
  [`esdb://admin:${SECRET}@store?throwOnAppendFailure=false`, /must stay true/],
  [`esdb://admin:${SECRET}@store?userCertFile=/c.pem`, /userCertFile and userKeyFile/],
  [`esdb://admin:${SECRET}@store?tlsCAFile=%zz`, /%25/],
  [`esdb://admin:${SECRET}@store?&tls=true`, /something that is no option/],
];

describe('A malformed connection string', () => {
  it.each(MALFORMED)('is refused with what to write instead, and without its secrets: %s', (url, says) => {
    let refusal: unknown;
    try {
      storeAddress(url);
    } catch (error) {
      refusal = error;
    }
    expect(refusal).toBeInstanceOf(BadStoreUrl);
    const { message } = refusal as Error;
    expect(message).toMatch(/^EVENTSTORE_URL/);
    expect(message).toMatch(says);
    expect(message).not.toContain(SECRET);
    expect(message).not.toContain('\n');
  });
});
