import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { KeyFileRefused } from '../errors';

const BYTES = 32;

const decode = (text: string, from: string): Uint8Array => {
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== BYTES)
    throw new KeyFileRefused(
      `${from} holds ${key.length} bytes instead of ${BYTES}. Make one with: openssl rand -base64 32`,
    );
  return key;
};

/**
 * The key that wraps all others: `FAULTLINE_MASTER_KEY` (base64, 32 bytes) where it is given. Otherwise, in
 * development, `<keyFile>.master` beside the key file, made with mode 0600 when it is needed first.
 * Throws in production without the variable, and where the key file is there but its master key is not.
 */
export const masterKey = async (
  keyFile: string,
  { given, production }: { given: string | undefined; production: boolean },
): Promise<Uint8Array> => {
  if (given !== undefined && given !== '') return decode(given, 'FAULTLINE_MASTER_KEY');
  if (production)
    throw new KeyFileRefused(
      'FAULTLINE_MASTER_KEY is not set. In production the master key comes from there, never from a file.',
    );
  const file = `${keyFile}.master`;
  if (existsSync(file)) return decode(await readFile(file, 'utf8'), file);
  if (existsSync(keyFile))
    throw new KeyFileRefused(
      `${keyFile} is there, but its master key ${file} is not. Restore it, or set FAULTLINE_MASTER_KEY.`,
    );
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(file, 'wx', 0o600);
  const key = randomBytes(BYTES);
  await handle.writeFile(`${key.toString('base64')}\n`);
  await handle.sync();
  await handle.close();
  return key;
};
