// Files of tickets, on disk: DIR/<ticket>/<sha256>. A file is streamed to a draft of a random name, hashed, capped, sniffed and
// scanned on the way, and only then stands under its hash. What is erased with a ticket is its folder.

import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, type ReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { DomainError } from '#kernel';
import { kindOfFile } from './file-kind';
import type { Scan } from './scanner';

/** 1 GiB. */
export const FILE_MAX = 1024 * 1024 * 1024;
const HEAD_BYTES = 4_100;
/** A draft that is older belongs to a process that died. */
const DRAFT_MS = 24 * 60 * 60_000;

export type StoredFile = { readonly sha256: string; readonly bytes: number; readonly mediaType: string };
export type AttachmentProblem =
  `attachment.${'too-large' | 'empty' | 'not-allowed' | 'not-scanned' | 'infected' | 'unknown' | 'damaged'}`;
const refusal = (code: AttachmentProblem, message: string) => new DomainError<AttachmentProblem>(code, message);

export class FileStore {
  readonly #directory: string;
  readonly #scan: Scan;
  readonly #most: number;

  constructor(directory: string, scan: Scan, most = FILE_MAX) {
    this.#directory = directory;
    this.#scan = scan;
    this.#most = most;
  }

  /** Takes a file in, holding no more of it than passes through. Throws `AttachmentProblem`, having kept nothing. */
  async put(ticketId: string, bytes: Readable): Promise<StoredFile> {
    const draft = join(this.#directory, 'drafts', randomUUID());
    await mkdir(join(this.#directory, 'drafts'), { recursive: true, mode: 0o700 });
    try {
      const { sha256, length, head } = await this.#write(draft, bytes);
      if (length === 0) throw refusal('attachment.empty', 'The file is empty. Send its bytes as the body.');
      const mediaType = await kindOfFile(head);
      if (mediaType === undefined)
        throw refusal(
          'attachment.not-allowed',
          'Files of this kind are not taken: programs, scripts and pages are none.',
        );
      await this.#mustBeClean(draft);
      await mkdir(join(this.#directory, ticketId), { recursive: true, mode: 0o700 });
      await rename(draft, this.#pathOf(ticketId, sha256));
      return { sha256, bytes: length, mediaType };
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }

  async #write(draft: string, bytes: Readable) {
    const hash = createHash('sha256');
    const heads: Buffer[] = [];
    let length = 0;
    const most = this.#most;
    const measured = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        if (length < HEAD_BYTES) heads.push(chunk.subarray(0, HEAD_BYTES - length));
        length += chunk.length;
        if (length > most)
          return done(
            refusal('attachment.too-large', `A file has at most ${most} bytes. Send it in parts, or a link to it.`),
          );
        hash.update(chunk);
        done(null, chunk);
      },
    });
    await pipeline(bytes, measured, createWriteStream(draft, { mode: 0o600, flags: 'wx' }));
    const file = await open(draft, 'r+');
    await file.sync();
    await file.close();
    return { sha256: hash.digest('hex'), length, head: Buffer.concat(heads) };
  }

  /** Whoever cannot look takes nothing in. */
  async #mustBeClean(path: string): Promise<void> {
    const found = await this.#scan(path).catch((error: Error) => ({ is: 'unknown' as const, why: error.message }));
    if (found.is === 'infected')
      throw refusal('attachment.infected', 'The scanner found something in this file. It was not kept.');
    if (found.is === 'unknown')
      throw refusal(
        'attachment.not-scanned',
        `The file could not be scanned (${found.why}), so that it was not kept. Try again later.`,
      );
  }

  /**
   * The bytes; nothing where they are not here (any more). They are read through before any of them is given out: what a
   * disk has changed is no file of anybody's. Throws `attachment.damaged` then.
   */
  async open(ticketId: string, sha256: string): Promise<{ readonly bytes: number; stream(): ReadStream } | undefined> {
    const path = this.#pathOf(ticketId, sha256);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isFile()) return undefined;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    if (hash.digest('hex') !== sha256)
      throw refusal(
        'attachment.damaged',
        `The file ${sha256} of ticket ${ticketId} is not what was put in. Restore it from a backup of the attachments.`,
      );
    return { bytes: found.size, stream: () => createReadStream(path) };
  }

  async erase(ticketId: string): Promise<void> {
    await rm(join(this.#directory, ticketId), { recursive: true, force: true });
  }

  /** Drafts of processes that died. */
  async sweep(now: number): Promise<void> {
    const drafts = join(this.#directory, 'drafts');
    for (const name of await readdir(drafts).catch(() => [])) {
      const found = await stat(join(drafts, name)).catch(() => undefined);
      if (found && now - found.mtimeMs > DRAFT_MS) await rm(join(drafts, name), { force: true });
    }
  }

  #pathOf(ticketId: string, sha256: string): string {
    if (!/^[0-9A-HJKMNP-TV-Z]{9}$/.test(ticketId) || !/^[0-9a-f]{64}$/.test(sha256))
      throw refusal('attachment.unknown', 'There is no such file on this ticket.');
    return join(this.#directory, ticketId, sha256);
  }
}
