import { EventEmitter, once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A wire between a client and the broker that can be cut, or lose what the broker answers. */
export type Wire = {
  readonly port: number;
  /** Ends every connection; new ones are made as before. */
  cut(): void;
  /** Requests go through, answers do not; resolves when one of so many bytes at least has been lost. */
  loseAnswers(): Promise<void>;
  /** Nobody gets through any more. */
  refuse(): void;
  /** As if nothing had been; connections that were without answers are ended. */
  heal(): void;
  close(): Promise<void>;
};

export const wireTo = async (port: number): Promise<Wire> => {
  const sockets = new Set<Socket>();
  const traffic = new EventEmitter();
  let state: 'sound' | 'deaf' | 'refusing' = 'sound';
  const server = createServer((near) => {
    if (state === 'refusing') return void near.destroy();
    const far = connect(port, '127.0.0.1');
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        near.destroy();
        far.destroy();
      });
    }
    near.on('data', (bytes) => far.write(bytes));
    far.on('data', (bytes) => {
      if (state === 'deaf') traffic.emit('lost');
      else near.write(bytes);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    loseAnswers: async () => {
      state = 'deaf';
      await once(traffic, 'lost');
    },
    refuse: () => {
      state = 'refusing';
      cut();
    },
    heal: () => {
      if (state === 'deaf') cut();
      state = 'sound';
    },
    close: async () => {
      cut();
      server.close();
      await once(server, 'close');
    },
  };
};
