// Whoever we call may answer anything: every call ends within its deadline, with a name, and leaves no connection behind.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { callOut, type OutboundOutcome } from '#http-kit/outbound';
import { aCertificate } from '../programs/certificate';
import { discard, scratch } from '../programs/scratch';
import { untilWithin } from '../programs/until';
import { MALICES, nothing, resets, says, WHOLE } from './malices';
import { HostilePeer } from './peer';

const DEADLINE_MS = 1_000;
/** What a busy machine may add. */
const PATIENCE_MS = 1_500;
describe('A call to somebody who', () => {
  const peers: HostilePeer[] = [];
  const folder = scratch('outbound');
  const ours = aCertificate(folder, 'localhost');
  const OURS = { cert: ours.pem, key: readFileSync(ours.key) };
  const opened = async (...how: Parameters<typeof HostilePeer.open>) => {
    const peer = await HostilePeer.open(...how);
    peers.push(peer);
    return peer;
  };
  const call = (url: string, more: Partial<Parameters<typeof callOut>[0]> = {}) =>
    callOut({
      url: new URL(url),
      headers: { 'content-type': 'application/json' },
      body: '{"specversion":"1.0"}',
      permits: () => true,
      signal: new AbortController().signal,
      deadlineMs: DEADLINE_MS,
      ...more,
    });
  /** What came of a call; it came in time, and the connection is gone. */
  const outcomeAt = async (peer: HostilePeer, url: string, more: Parameters<typeof call>[1] = {}) => {
    const began = performance.now();
    const outcome = await call(url, more);
    expect(performance.now() - began).toBeLessThan(DEADLINE_MS + PATIENCE_MS);
    await untilWithin(PATIENCE_MS)(() => peer.open === 0, 'no connection is left');
    return outcome;
  };
  const nameOf = (outcome: OutboundOutcome): OutboundOutcome['is'] | number =>
    outcome.is === 'answered' ? outcome.status : outcome.is;

  afterEach(async () => {
    await Promise.all(peers.splice(0).map((peer) => peer.close()));
  });
  afterAll(() => discard(folder));

  it.each(MALICES)('%s', async (_what, malice, expected) => {
    const peer = await opened(malice);
    const outcome = await outcomeAt(peer, `http://127.0.0.1:${peer.port}/`);
    expect(nameOf(outcome)).toBe(expected);
    expect(peer.connected).toBe(1);
  });

  it('is cut off at any byte of its answer', async () => {
    const head = WHOLE.indexOf('\r\n\r\n') + 4;
    let cut = 0;
    const peer = await opened((connection: Socket) => connection.write(WHOLE.slice(0, cut), () => resets(connection)));
    for (cut = 0; cut < WHOLE.length; cut++) {
      const outcome = nameOf(await outcomeAt(peer, `http://127.0.0.1:${peer.port}/`));
      // With its whole head on the way the answer may be there before the cut, and may not.
      expect([cut, cut < head ? ['hung-up'] : [200, 'hung-up']]).toStrictEqual([
        cut,
        expect.arrayContaining([outcome]),
      ]);
    }
  });

  it('accepts, and never speaks TLS', async () => {
    const peer = await opened(nothing, { atOnce: true });
    expect(nameOf(await outcomeAt(peer, `https://127.0.0.1:${peer.port}/`))).toBe('too-slow');
  });

  it('speaks plainly where TLS belongs', async () => {
    const peer = await opened(says(WHOLE));
    expect(nameOf(await outcomeAt(peer, `https://127.0.0.1:${peer.port}/`))).toBe('bad-tls');
  });

  it('speaks TLS where it was called plainly', async () => {
    const peer = await opened(nothing, { tls: OURS });
    expect(nameOf(await outcomeAt(peer, `http://127.0.0.1:${peer.port}/`))).toBe('hung-up');
  });

  it.each([
    ['is its own authority', '127.0.0.1', {}, 'bad-tls'],
    ['has a certificate of ours', '127.0.0.1', { ca: ours.pem }, 200],
    ['has one in another name', '127.0.0.2', { ca: ours.pem }, 'bad-tls'],
  ] as const)('%s', async (_what, host, more, expected) => {
    const peer = await opened(says(WHOLE), { tls: OURS, host });
    expect(nameOf(await outcomeAt(peer, `https://${host}:${peer.port}/`, more))).toBe(expected);
  });

  it('hangs up during the TLS handshake', async () => {
    const peer = await opened(resets);
    expect(nameOf(await outcomeAt(peer, `https://127.0.0.1:${peer.port}/`))).toBe('hung-up');
  });

  it('does not listen', async () => {
    const peer = await HostilePeer.open(nothing);
    await peer.close();
    expect(nameOf(await outcomeAt(peer, `http://127.0.0.1:${peer.port}/`))).toBe('unreachable');
  });

  it('never reads what it is sent', async () => {
    const peer = await opened((connection) => void connection.pause(), { atOnce: true });
    const body = 'x'.repeat(50_000_000);
    expect(nameOf(await call(`http://127.0.0.1:${peer.port}/`, { body }))).toBe('too-slow');
  });

  it('accepts nobody', async () => {
    const code =
      "require('net').createServer().listen(0, '127.0.0.1', 1, function () { console.log(this.address().port) })";
    const peer = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [port] = await once(peer.stdout, 'data');
    peer.kill('SIGSTOP');
    const others = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
    try {
      expect(nameOf(await call(`http://127.0.0.1:${Number(port)}/`))).toBe('too-slow');
    } finally {
      for (const other of others) other.destroy();
      peer.kill('SIGKILL');
    }
  });

  it.each(['127.0.0.1', 'localhost', '[::1]'])('is at an address that nothing is sent to: %s', async (host) => {
    const peer = await opened(says(WHOLE));
    const outcome = await outcomeAt(peer, `http://${host}:${peer.port}/`, { permits: () => false });
    expect([nameOf(outcome), peer.connected]).toStrictEqual(['not-permitted', 0]);
  });

  it('has a name that leads nowhere', async () => {
    const outcome = await call('http://nobody.invalid/');
    expect(nameOf(outcome)).toBe('no-such-name');
  });

  it('is called while we stop, or by whom is stopping already', async () => {
    const stopping = new AbortController();
    const peer = await opened(() => stopping.abort());
    const url = `http://127.0.0.1:${peer.port}/`;
    for (let time = 0; time < 2; time++)
      expect(nameOf(await outcomeAt(peer, url, { signal: stopping.signal }))).toBe('stopped');
    expect(peer.connected).toBe(1);
  });
});
