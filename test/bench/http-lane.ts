// One connection that is kept alive, one request at a time. As lean as it gets: on a small machine a client's own work
// is measured along with the server's.

import { connect, type Socket } from 'node:net';

export type Reply = { readonly status: number; readonly body: string };
type PendingRequest = { readonly answer: (reply: Reply) => void; readonly fail: (error: Error) => void };

const HEAD_END = '\r\n\r\n';

export class HttpLane {
  readonly #socket: Socket;
  readonly #host: string;
  #came = '';
  #asked: PendingRequest | undefined;

  constructor(url: string) {
    const { hostname, port, host } = new URL(url);
    this.#host = host;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    // Lengths are counted in bytes: latin1 has as many characters.
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#take(text));
    this.#socket.on('error', (error) => this.#asked?.fail(error));
    this.#socket.on('close', () => this.#asked?.fail(new Error('The server closed the connection.')));
  }

  post(path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Reply> {
    return this.#ask('POST', path, { ...headers, 'content-length': String(Buffer.byteLength(body)) }, body);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Reply> {
    return this.#ask('GET', path, headers, '');
  }

  #ask(method: string, path: string, headers: Readonly<Record<string, string>>, body: string): Promise<Reply> {
    const said = Object.entries(headers);
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `host: ${this.#host}`,
      ...said.map(([name, value]) => `${name}: ${value}`),
    ];
    return new Promise((answer, fail) => {
      this.#asked = { answer, fail };
      this.#socket.write(`${lines.join('\r\n')}${HEAD_END}${body}`);
    });
  }

  close(): void {
    this.#asked = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#came += text;
    const end = this.#came.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#came.slice(0, end);
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? 0);
    const body = end + HEAD_END.length;
    if (this.#came.length < body + length) return;
    const reply = { status: Number(head.slice(9, 12)), body: this.#came.slice(body, body + length) };
    this.#came = '';
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.answer(reply);
  }
}
