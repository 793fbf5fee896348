import { isInside, webhookAddress } from './address';

describe('The address of a webhook', () => {
  it.each(['https://noc.example.com/hooks?x=1', 'https://203.0.113.7/', 'https://[2001:db8::7]:8443/'])(
    'may be %s',
    (address) => expect(webhookAddress(address, false).href).toBe(address),
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
  ])('may not be %s: %s', (_what, address) =>
    expect(() => webhookAddress(address, false)).toThrow(expect.objectContaining({ code: 'webhook.address' })),
  );

  it('may be this machine in development, and no other inside', () => {
    for (const address of ['http://127.0.0.1:9000/', 'http://localhost:9000/', 'https://localhost/'])
      expect(webhookAddress(address, true).href).toBe(address);
    expect(() => webhookAddress('http://10.0.0.1/', true)).toThrow();
    expect([isInside('127.0.0.1', true), isInside('127.0.0.1', false)]).toStrictEqual([false, true]);
    expect([isInside('10.0.0.1', true), isInside('nonsense', true)]).toStrictEqual([true, true]);
  });
});
