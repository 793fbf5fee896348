import { once } from 'node:events';
import { connect } from 'node:http2';
import { connect as connectSocket } from 'node:net';
import { framed } from './framing';
import { type Listening, serveHttp2 } from './http2-server';

describe('The port of the node', () => {
  let server: Listening;
  beforeAll(async () => {
    server = await serveHttp2(
      (call) => {
        call.onMessage = (message) => call.send(message);
        call.onEnd = () => call.end();
      },
      { host: '127.0.0.1', port: 0 },
    );
  });
  afterAll(() => server.close());

  const POST = { ':method': 'POST', ':path': '/echo', 'content-type': 'application/grpc' };

  it('keeps a client who stops thousands of calls early', async () => {
    const session = connect(`http://127.0.0.1:${server.port}`);
    for (let n = 0; n < 3000; n++) {
      const call = session.request(POST);
      call.on('error', () => undefined);
      call.write(framed(Buffer.from('first of many')));
      await new Promise((resolve) => setImmediate(resolve));
      call.close(8);
    }
    const last = session.request(POST);
    last.end(framed(Buffer.from('still here')));
    const [answer] = (await once(last, 'data')) as [Buffer];
    expect(answer.subarray(5).toString()).toBe('still here');
    session.close();
  });

  it('gives a connection a hundred calls; the next one waits until one of them has ended', async () => {
    const session = connect(`http://127.0.0.1:${server.port}`);
    let answered = 0;
    const calls = Array.from({ length: 101 }, () => {
      const call = session.request(POST).on('error', () => undefined);
      call.on('data', () => answered++);
      call.write(framed(Buffer.from('hello')));
      return call;
    });
    const answers = async (count: number) => {
      for (let looks = 0; looks < 1000 && answered < count; looks++) await new Promise((done) => setTimeout(done, 5));
      // What was sent before this is here when it is answered.
      await new Promise((done) => session.ping(done));
      return answered;
    };
    expect(await answers(100)).toBe(100);
    calls[0]?.end();
    expect(await answers(101)).toBe(101);
    session.destroy();
  });

  it('answers what is no gRPC, and goes on', async () => {
    const session = connect(`http://127.0.0.1:${server.port}`);
    const call = session.request({ ':method': 'GET', ':path': '/' });
    const [headers] = await once(call, 'response');
    expect(headers[':status']).toBe(415);
    session.close();
  });

  it('is closed within moments, whoever holds on to his connection', async () => {
    const other = await serveHttp2(() => undefined, { host: '127.0.0.1', port: 0 });
    const silent = connectSocket(other.port, '127.0.0.1');
    await once(silent, 'connect');
    const session = connect(`http://127.0.0.1:${other.port}`);
    session.on('error', () => undefined);
    // Neither ended nor read.
    const calls = Array.from({ length: 3 }, () => session.request(POST).on('error', () => undefined));
    session.request({ ':method': 'GET', ':path': '/' }).on('error', () => undefined);
    await once(session, 'remoteSettings');
    const began = Date.now();
    await other.close();
    expect(Date.now() - began).toBeLessThan(5000);
    for (const call of calls) call.destroy();
    session.destroy();
    silent.destroy();
  });
});
