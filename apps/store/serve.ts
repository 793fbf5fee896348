import { readFileSync } from 'node:fs';
import { startNode } from '#embedded-store';

type Options = {
  readonly port: number;
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly user: readonly string[];
  readonly maxAppend?: number;
  readonly keepStreams?: boolean;
};

const PATIENCE_MS = 10_000;

/** Throws, with one sentence, where the node cannot start. */
export const serve = async (dir: string, options: Options): Promise<void> => {
  const { host, port, maxAppend, keepStreams: keepsStreams = false } = options;
  const users = usersIn(options.user);
  const tls = tlsOf(options);
  if (options.user.length > 0 && tls === undefined)
    say('Without TLS passwords travel readable, and clients of EventStoreDB do not send them: they will be refused.');
  const node = await startNode({
    dir,
    host,
    port,
    say,
    users,
    keepsStreams,
    ...(tls && { tls }),
    ...(maxAppend !== undefined && { maxAppendBytes: maxAppend }),
  });
  console.log(`LISTENING ${host.includes(':') ? `[${host}]` : host}:${node.port}`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => {
      setTimeout(() => {
        say('The node did not stop within 10 s: does the disk hang? What was acknowledged is safe.');
        process.exit(1);
      }, PATIENCE_MS).unref();
      node.close().then(
        () => process.exit(0),
        (error: Error) => {
          say(`The node did not stop cleanly: ${error.message} What was acknowledged is safe.`);
          process.exit(1);
        },
      );
    });
};

const say = (text: string): void => console.error(text);

const tlsOf = ({ tlsCert, tlsKey }: Options): { cert: Buffer; key: Buffer } | undefined => {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) throw new Error('TLS needs both --tls-cert and --tls-key.');
  return { cert: pem(tlsCert, '--tls-cert'), key: pem(tlsKey, '--tls-key') };
};

const pem = (file: string, option: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new Error(`${option}: ${file} cannot be read (${(error as Error).message}).`);
  }
};

const usersIn = (pairs: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    pairs.map((pair) => {
      const colon = pair.indexOf(':');
      if (colon <= 0) throw new Error('--user wants NAME:PASSWORD.');
      return [pair.slice(0, colon), pair.slice(colon + 1)];
    }),
  );
