import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/**
 * An address in front of a node that can be shut (as by the death of the process behind it), or held (as by SIGSTOP: the
 * kernel still takes connections and bytes, and nobody answers).
 */
export class Door {
  readonly #behind: number;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #isHeld = false;
  port = 0;

  constructor(behind: number) {
    this.#behind = behind;
  }

  async open(): Promise<void> {
    if (this.#server) return;
    const server = createServer((incoming) => this.#join(incoming));
    this.#server = server;
    server.listen(this.port, '127.0.0.1');
    await once(server, 'listening');
    this.port = (server.address() as { port: number }).port;
  }

  /** Ends every connection, and takes no more. */
  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.release();
    this.cut();
    if (!server) return;
    server.close();
    await once(server, 'close');
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  hold(): void {
    this.#isHeld = true;
    for (const socket of this.#sockets) socket.pause();
  }

  release(): void {
    this.#isHeld = false;
    for (const socket of this.#sockets) socket.resume();
  }

  #join(incoming: Socket): void {
    const outgoing = connect(this.#behind, '127.0.0.1');
    for (const [socket, other] of [
      [incoming, outgoing],
      [outgoing, incoming],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => {});
      socket.on('data', (bytes) => void other.write(bytes));
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      if (this.#isHeld) socket.pause();
    }
  }
}
