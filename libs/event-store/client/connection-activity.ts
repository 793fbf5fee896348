import type { Socket } from 'node:net';
import type { ChannelCredentials } from '@grpc/grpc-js';

const SAMPLE_MS = 200;

/**
 * When the last byte came over a connection, whichever call it belonged to. A single call may be silent because the
 * line is slow or busy with others; only where nothing at all comes is the connection dead.
 */
export class ConnectionActivity {
  readonly #sockets = new Map<Socket, number>();
  #lastAt = performance.now();
  #sampling: NodeJS.Timeout | undefined;

  /** To be called with every socket of the connection. */
  watch(socket: Socket): void {
    this.#sockets.set(socket, socket.bytesRead);
    this.#lastAt = performance.now();
    socket.once('close', () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size === 0) clearInterval(this.#sampling);
    });
    clearInterval(this.#sampling);
    this.#sampling = setInterval(() => this.#sample(), SAMPLE_MS).unref();
  }

  /** Whether nothing has come for so long, counted from `since` at the earliest (`performance.now()`). */
  isSilent(ms: number, since: number): boolean {
    this.#sample();
    return performance.now() - Math.max(this.#lastAt, since) >= ms;
  }

  /** Ends every call on the connection now: a dead one would keep them until its keep-alive finds out. */
  destroy(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  // `bytesRead` is counted by the socket's handle, also once HTTP/2 or TLS has taken it over.
  #sample(): void {
    for (const [socket, before] of this.#sockets) {
      const { bytesRead } = socket;
      if (bytesRead === before) continue;
      this.#sockets.set(socket, bytesRead);
      this.#lastAt = performance.now();
    }
  }
}

/** The same credentials; every socket that is made with them is shown to `onSocket` first. */
export const watchingSockets = (inner: ChannelCredentials, onSocket: (socket: Socket) => void): ChannelCredentials => {
  const watching: ChannelCredentials = Object.create(inner);
  watching._createSecureConnector = (...how) => {
    const connector = inner._createSecureConnector(...how);
    return {
      connect: (socket) => {
        onSocket(socket);
        return connector.connect(socket);
      },
      waitForReady: () => connector.waitForReady(),
      getCallCredentials: () => connector.getCallCredentials(),
      destroy: () => connector.destroy(),
    };
  };
  return watching;
};
