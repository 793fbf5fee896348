// HTTPS of its own: a certificate and its key from two files, and newer ones without a restart.

import { readFileSync, statSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Log } from '#event-store';

export type TlsFiles = { readonly cert: string; readonly key: string };
type Pair = { readonly cert: string; readonly key: string };

const LOOK_MS = 10_000;

/** The pair, once it is certain that the key is the certificate's. Throws an `Error` with a sentence. */
export const readTls = ({ cert: certFile, key: keyFile }: TlsFiles): Pair => {
  const cert = readPem('TLS_CERT_FILE', certFile);
  const key = readPem('TLS_KEY_FILE', keyFile);
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw new Error(
      `TLS_CERT_FILE and TLS_KEY_FILE do not go together, or one of them is no PEM file: ${(error as Error).message}.`,
    );
  }
  return { cert, key };
};

const readPem = (name: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`${name} is ${file}, which cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
};

/** Takes a new pair where the files have changed; one that will not do is logged, and the old one stays. */
export const reloadTls = (server: Pick<Server, 'setSecureContext'>, files: TlsFiles, log: Log, everyMs = LOOK_MS) => {
  let known = stampOf(files);
  const look = (): void => {
    const stamp = stampOf(files);
    if (stamp === known) return;
    known = stamp;
    try {
      server.setSecureContext(readTls(files));
      log.info({ certificate: files.cert }, 'certificate renewed');
    } catch (error) {
      log.error({ error: (error as Error).message }, 'the new certificate will not do; the old one is used on');
    }
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return { stop: () => clearInterval(timer) };
};

const stampOf = ({ cert, key }: TlsFiles): string =>
  [cert, key]
    .map((file) => statSync(file, { throwIfNoEntry: false }))
    .map((found) => (found ? `${found.ino}/${found.size}/${found.mtimeMs}` : 'none'))
    .join(' ');
