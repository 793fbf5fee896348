import { isInside, receiverAddress } from './receiver-address';

describe('The address of a webhook', () => {
  it.each(['https://noc.example.com/hooks?x=1', 'https://93.184.216.34/', 'https://[2606:4700::7]:8443/'])(
    'may be %s',
    (address) => expect(receiverAddress(address, false).href).toBe(address),
  );

  it.each([
    ['no address', 'noc.example.com'],
    ['not safe', 'http://noc.example.com/'],
    ['no web address', 'file:///etc/passwd'],
    ['somebody with a password', 'https://me:secret@noc.example.com/'],
    ['in a private network', 'https://10.1.2.3/'],
    ['in a private network', 'https://192.168.0.10/'],
    ['in a private network', 'https://172.20.0.1/'],
    ["a cloud's own address", 'https://169.254.169.254/latest/meta-data'],
    ['this machine', 'https://127.0.0.1/'],
    ['this machine by name', 'https://localhost/'],
    ['this machine in another notation', 'https://2130706433/'],
    ['this machine in another notation', 'https://0x7f.1/'],
    ['this machine', 'https://[::1]/'],
    ['a private address inside of a newer one', 'https://[::ffff:10.0.0.1]/'],
    ['in a private network', 'https://[fd00::1]/'],
    ['anywhere', 'https://0.0.0.0/'],
    ['this machine by its whole name', 'https://localhost./'],
    ['on a port of something else', 'https://noc.example.com:6379/'],
    ['on a port of something else', 'https://noc.example.com:22/'],
  ])('may not be %s: %s', (_what, address) =>
    expect(() => receiverAddress(address, false)).toThrow(expect.objectContaining({ code: 'webhook.address' })),
  );

  // Every line of IANA's registries of special addresses, and those that carry another one inside.
  it.each([
    '0.1.2.3 10.0.0.1 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.169.254 172.16.0.1 172.31.255.255',
    '192.0.0.1 192.0.0.8 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.175.48.1',
    '198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255',
    ':: ::1 ::2 ::8.8.8.8 ::ffff:8.8.8.8 ::ffff:127.0.0.1 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 64:ff9b::7f00:1 64:ff9b:1::1',
    '100::1 100:0:0:1::1 2001::1 2001:1::1 2001:2::1 2001:3::1 2001:4:112::1 2001:10::1 2001:20::1 2001:30::1',
    '2001:db8::1 2002:7f00:1::1 2002:808:808::1 2620:4f:8000::1 3fff::1 5f00::1 4000::1 1::1',
    'fc00::1 fd00::1 fe80::1 febf::1 fec0::1 feff::1 ff02::1 ff0e::1',
  ])('is inside, whichever special range it is of: %s', (addresses) =>
    expect(addresses.split(' ').filter((address) => !isInside(address, false))).toStrictEqual([]),
  );

  it('is outside just beside them', () => {
    const outside = '1.0.0.1 9.255.255.255 11.0.0.1 100.63.0.1 100.128.0.1 128.0.0.1 169.253.0.1 172.15.0.1 172.32.0.1';
    const more =
      '192.0.1.1 192.167.0.1 198.17.0.1 198.20.0.1 223.255.255.255 2606:4700::1 2a00:1450::1 2001:4860::8888';
    expect(`${outside} ${more}`.split(' ').filter((address) => isInside(address, false))).toStrictEqual([]);
  });

  it('may be this machine in development, and no other inside', () => {
    for (const address of ['http://127.0.0.1:9000/', 'http://localhost:9000/', 'https://localhost/'])
      expect(receiverAddress(address, true).href).toBe(address);
    expect(() => receiverAddress('http://10.0.0.1/', true)).toThrow();
    expect([isInside('127.0.0.1', true), isInside('127.0.0.1', false)]).toStrictEqual([false, true]);
    expect([isInside('10.0.0.1', true), isInside('nonsense', true)]).toStrictEqual([true, true]);
  });
});
