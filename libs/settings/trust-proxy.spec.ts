import { clientAddressOf, trustedProxies } from './trust-proxy';

const proxies = trustedProxies('10.0.0.7, 10.1.0.0/16, 2001:db8::/32');

describe('A proxy is trusted', () => {
  it.each([
    ['10.0.0.7', true],
    ['10.0.0.8', false],
    ['10.1.200.3', true],
    ['::ffff:10.1.200.3', true],
    ['2001:db8::1', true],
    ['2001:db9::1', false],
    [undefined, false],
    ['nonsense', false],
  ])('%s: %s', (address, isTrusted) => expect(proxies.includes(address)).toBe(isTrusted));
});

describe('Whom a request comes from:', () => {
  const from = (remote: string | undefined, headers: Record<string, string>) =>
    clientAddressOf(remote, headers, proxies);
  it.each([
    ['a stranger says who he is', '203.0.113.9', { forwarded: 'for=198.51.100.1' }, '203.0.113.9'],
    ['a stranger says it in the older way', '203.0.113.9', { 'x-forwarded-for': '198.51.100.1' }, '203.0.113.9'],
    ['a proxy says nothing', '10.0.0.7', {}, '10.0.0.7'],
    ['a proxy says it', '10.0.0.7', { forwarded: 'for=198.51.100.1;proto=https' }, '198.51.100.1'],
    ['with a port, quoted', '10.0.0.7', { forwarded: 'proto=https;for="198.51.100.1:4711"' }, '198.51.100.1'],
    ['IPv6', '10.0.0.7', { forwarded: 'For="[2001:db9::17]:4711"' }, '2001:db9::17'],
    ['in the older way', '10.0.0.7', { 'x-forwarded-for': '198.51.100.1' }, '198.51.100.1'],
    ['two proxies in a row', '10.0.0.7', { forwarded: 'for=198.51.100.1, for=10.1.0.9' }, '198.51.100.1'],
    [
      'a client that puts a proxy before itself',
      '10.0.0.7',
      { forwarded: 'for=10.1.0.9, for=198.51.100.1' },
      '198.51.100.1',
    ],
    ['a client that invents another', '10.0.0.7', { 'x-forwarded-for': '8.8.8.8, 198.51.100.1' }, '198.51.100.1'],
    [
      'Forwarded wins over the older one',
      '10.0.0.7',
      { forwarded: 'for=198.51.100.1', 'x-forwarded-for': '8.8.8.8' },
      '198.51.100.1',
    ],
    ['hidden', '10.0.0.7', { forwarded: 'for=_hidden' }, '10.0.0.7'],
    ['unknown', '10.0.0.7', { forwarded: 'for=unknown, for=10.1.0.9' }, '10.1.0.9'],
    ['nonsense', '10.0.0.7', { forwarded: ';;;=' }, '10.0.0.7'],
    ['proxies all the way', '10.0.0.7', { forwarded: 'for=10.1.0.8' }, '10.1.0.8'],
  ])('%s', (_what, remote, headers, expected) => expect(from(remote, headers)).toBe(expected));

  it('where nobody is trusted, whoever is connected', () =>
    expect(clientAddressOf('10.0.0.7', { forwarded: 'for=198.51.100.1' }, undefined)).toBe('10.0.0.7'));
});
