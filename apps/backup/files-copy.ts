// Files of tickets in a set. Each is sealed with the key that seals its name on the ticket: an erasure, which destroys that key,
// makes every copy in every older set unreadable at once, wherever those sets lie.

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, open, rename, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type Keys, keyIdsOf, type Stored } from '#event-store';
import { subjectOf } from '#kernel';
import { FILES_IN_SET, type SetFile } from './manifest';

const CIPHER = 'aes-256-gcm';
const [NONCE, TAG] = [12, 16];

/** A file that an event names, and the key that its name is sealed with there. */
export type NamedFile = { readonly ticketId: string; readonly sha256: string; readonly keyId: string };

export const fileNamedBy = ({ stream, type, data }: Stored): NamedFile | undefined => {
  if (type !== 'AttachmentAdded' || typeof data !== 'object' || data === null || !('sha256' in data)) return undefined;
  const [keyId] = keyIdsOf(data);
  if (keyId === undefined || typeof data.sha256 !== 'string') return undefined;
  return { ticketId: subjectOf(stream), sha256: data.sha256, keyId };
};

const secretFor = (secret: Uint8Array, sha256: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, '', `faultline backup of ${sha256}`, 32));

/** Nothing where the file is not here (any more), or its key is destroyed. */
export const sealFile = async (
  directory: string,
  set: string,
  { ticketId, sha256, keyId }: NamedFile,
  keys: Pick<Keys, 'find'>,
): Promise<Omit<SetFile, 'bytes' | 'sha256'> | undefined> => {
  const [from, path] = [join(directory, ticketId, sha256), join(FILES_IN_SET, ticketId, sha256)];
  const key = keys.find(keyId);
  if (key === undefined || key === 'destroyed' || !existsSync(from)) return undefined;
  const to = join(set, path);
  // Attached twice: it is here already.
  if (existsSync(to)) return undefined;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv(CIPHER, secretFor(key.secret, sha256), nonce).setAAD(Buffer.from(ticketId));
  await pipeline(
    createReadStream(from),
    cipher,
    async function* (sealed: AsyncIterable<Buffer>) {
      yield nonce;
      yield* sealed;
      yield cipher.getAuthTag();
    },
    createWriteStream(to, { mode: 0o600 }),
  );
  return { path, keyId };
};

/** Puts a file of a set back in its place. 'erased' where its key is destroyed. Throws where it does not open. */
export const openFile = async (
  set: string,
  directory: string,
  { path, keyId = '' }: SetFile,
  keys: Pick<Keys, 'find'>,
): Promise<'restored' | 'erased'> => {
  const [ticketId = '', sha256 = ''] = path.split(/[\\/]/).slice(-2);
  const key = keys.find(keyId);
  if (key === 'destroyed') return 'erased';
  if (key === undefined) throw new Error(`${path} is sealed with the key ${keyId}, which is not in the key file.`);
  const from = join(set, path);
  const { size } = await stat(from);
  const handle = await open(from, 'r');
  const [nonce, tag] = [Buffer.alloc(NONCE), Buffer.alloc(TAG)];
  await handle.read(nonce, 0, NONCE, 0);
  await handle.read(tag, 0, TAG, size - TAG);
  await handle.close();
  const decipher = createDecipheriv(CIPHER, secretFor(key.secret, sha256), nonce)
    .setAAD(Buffer.from(ticketId))
    .setAuthTag(tag);
  const [hash, to] = [createHash('sha256'), join(directory, ticketId, sha256)];
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await pipeline(
    createReadStream(from, { start: NONCE, end: size - TAG - 1 }),
    decipher,
    async function* (plain: AsyncIterable<Buffer>) {
      for await (const piece of plain) {
        hash.update(piece);
        yield piece;
      }
    },
    createWriteStream(`${to}.restoring`, { mode: 0o600 }),
  );
  if (hash.digest('hex') !== sha256) throw new Error(`${path} opens, and is not the file that its name says.`);
  await rename(`${to}.restoring`, to);
  return 'restored';
};
