import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** Where the next transaction is cut: before the commit gets there, or before its answer comes back. */
type Cut = 'before commit' | 'after commit';

/** A wire to PostgreSQL that can be cut. */
export type Wire = {
  readonly url: string;
  /** Cuts all connections at the next commit. */
  cutAt(cut: Cut): void;
  /** Nobody answers, for as many connections as that. */
  refuse(connections: number): void;
  /** Cuts all connections at every nth piece that is sent, wherever in a conversation that is; 0 for never. */
  cutEvery(pieces: number): void;
  /** From now on nothing comes through, and no connection is closed: a host that is gone without a word. */
  silence(): void;
  /** For connections that are made from now on; those before stay silent. */
  speakAgain(): void;
  /** How often it was cut or refused. */
  readonly faults: number;
  close(): Promise<void>;
};

export const wireTo = async (database: string): Promise<Wire> => {
  const target = new URL(database);
  const folder = target.searchParams.get('host');
  const port = Number(target.port || 5432);
  const sockets = new Set<Socket>();
  const silent = new Set<() => void>();
  let cut: Cut | undefined;
  let refusals = 0;
  let faults = 0;
  let every = 0;
  let isSilent = false;
  let sent = 0;

  const hangUp = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  const server: Server = createServer((near) => {
    if (isSilent) return void sockets.add(near.on('error', () => near.destroy()));
    if (refusals > 0) {
      refusals--;
      faults++;
      return void near.destroy();
    }
    const far = folder ? connect(join(folder, `.s.PGSQL.${port}`)) : connect(port, target.hostname);
    for (const socket of [near, far]) sockets.add(socket.on('error', () => socket.destroy()));
    near.on('close', () => far.destroy());
    far.on('close', () => deaf || near.destroy());
    let deaf = false;
    silent.add(() => {
      deaf = true;
      far.destroy();
    });
    far.on('data', (said) => !deaf && near.write(said));
    near.on('data', (said) => {
      if (deaf) return;
      if (every > 0 && ++sent % every === 0) {
        faults++;
        return hangUp();
      }
      const fault = said.includes('commit') ? cut : undefined;
      if (fault === undefined) return void far.write(said);
      cut = undefined;
      faults++;
      if (fault === 'before commit') return hangUp();
      deaf = true; // the server commits, and nobody hears of it
      far.once('data', hangUp);
      far.write(said);
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));

  const url = new URL(database);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cutAt: (where) => {
      cut = where;
    },
    silence: () => {
      isSilent = true;
      for (const fall of silent) fall();
    },
    speakAgain: () => {
      isSilent = false;
    },
    cutEvery: (pieces) => {
      every = pieces;
    },
    refuse: (connections) => {
      refusals = connections;
      hangUp();
    },
    get faults() {
      return faults;
    },
    close: async () => {
      hangUp();
      await new Promise((done) => server.close(done));
    },
  };
};
