import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ChannelCredentials } from '@grpc/grpc-js';
import { BadStoreUrl, type StoreAddress } from './store-url';

export type Certificates = { readonly ca?: Buffer; readonly cert?: Buffer; readonly key?: Buffer };

/** The certificate files that a URL names. Throws `BadStoreUrl` where one cannot be read, or is none. */
export const certificatesOf = ({ tls, options }: StoreAddress): Certificates => {
  if (!tls) return {};
  const read = (option: string): Buffer | undefined => {
    const file = options[option];
    if (typeof file !== 'string') return undefined;
    const bytes = readPem(option, file);
    return mustBePem(option, file, bytes);
  };
  const [ca, cert, key] = [read('tlsCAFile'), read('userCertFile'), read('userKeyFile')];
  const found = { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
  try {
    createSecureContext(found);
  } catch (error) {
    throw new BadStoreUrl(
      `The certificate files of EVENTSTORE_URL cannot be used (${(error as Error).message}). They are PEM; the key belongs to userCertFile.`,
    );
  }
  return found;
};

const readPem = (option: string, file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new BadStoreUrl(
      `EVENTSTORE_URL says ${option}=${file}, which cannot be read (${(error as NodeJS.ErrnoException).code}). Name a PEM file that this user may read.`,
    );
  }
};

const mustBePem = (option: string, file: string, bytes: Buffer): Buffer => {
  if (/-----BEGIN [A-Z ]+-----/.test(bytes.toString('latin1'))) return bytes;
  throw new BadStoreUrl(
    `EVENTSTORE_URL says ${option}=${file}, which holds no PEM: a PEM file begins with -----BEGIN.`,
  );
};

export const channelCredentials = ({ tls }: StoreAddress, { ca, cert, key }: Certificates): ChannelCredentials =>
  tls ? ChannelCredentials.createSsl(ca ?? null, key ?? null, cert ?? null) : ChannelCredentials.createInsecure();
