// Somebody whom we call, and who wishes us ill: plain TCP, or TLS, that answers whatever a spec makes up.

import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';

/** What it does with a connection, once it has heard of us. */
export type Malice = (connection: Socket) => void;

export class HostilePeer {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  port = 0;
  /** How many have connected so far. */
  connected = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (connection) => {
      this.connected++;
      this.#open.add(connection);
      connection.once('close', () => this.#open.delete(connection));
      connection.on('error', () => {}); // whoever is cut off while it talks
    });
    server.on('tlsClientError', () => {});
  }

  /** On loopback. `malice` begins with the first byte of a request; `atOnce`, with the connection. */
  static async open(
    malice: Malice,
    { tls, atOnce = false, host = '127.0.0.1' }: { tls?: TlsOptions; atOnce?: boolean; host?: string } = {},
  ) {
    const server = tls ? createTlsServer(tls) : createServer();
    const peer = new HostilePeer(server);
    server.on(tls ? 'secureConnection' : 'connection', (connection: Socket) => {
      connection.on('error', () => {});
      if (atOnce) malice(connection);
      else connection.once('data', () => malice(connection));
      connection.on('data', () => {}); // it reads, and lets nobody wait for that
    });
    await new Promise<void>((listening) => server.listen(0, host, listening));
    peer.port = (server.address() as AddressInfo).port;
    return peer;
  }

  /** Connections that nobody has closed. */
  get open(): number {
    return this.#open.size;
  }

  close(): Promise<void> {
    for (const connection of this.#open) connection.destroy();
    return new Promise((closed) => this.#server.close(() => closed()));
  }
}
