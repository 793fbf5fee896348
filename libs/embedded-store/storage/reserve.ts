import { type DiskFile, passingTrouble } from './disk';

/** A segment is made longer in steps of this, well before it is needed. */
const STEP = 2 ** 20;
const ZEROES = Buffer.alloc(256 * 1024);

/**
 * Zeroes ahead of what is written in a segment. A sync of bytes in a file that stays as long as it was costs a fraction of
 * one that also has to write down a new length. What lies behind the end of the log is zeroes, or was never there.
 */
export class Reserve {
  /** How long the file is, when nothing is growing. */
  #length: number;
  #growth: Promise<void> | undefined;
  #failure: Error | undefined;
  readonly #file: DiskFile;
  readonly #most: number;

  /** `most`: longer than this the file is never made in advance. */
  constructor(file: DiskFile, length: number, most: number) {
    this.#file = file;
    this.#length = length;
    this.#most = most;
  }

  /** Resolves when nobody else writes before this offset any more. Throws what the disk said of an earlier growth. */
  async before(offset: number): Promise<void> {
    if (this.#growth !== undefined && offset > this.#length) await this.#growth;
    if (this.#failure) throw this.#failure;
    this.#length = Math.max(this.#length, offset);
  }

  /** Makes the file longer, in nobody's way, where little is left behind this offset. */
  ahead(offset: number): void {
    const to = Math.min(this.#most, this.#length + STEP);
    if (this.#growth !== undefined || this.#length - offset > STEP / 2 || to <= this.#length) return;
    this.#growth = this.#grow(to).finally(() => {
      this.#growth = undefined;
    });
  }

  // Want of room is no trouble yet: it is one for the append that needs the room, and that one will say so.
  async #grow(to: number): Promise<void> {
    let at = this.#length;
    try {
      while (at < to) {
        const written = await this.#file.write(ZEROES.subarray(0, Math.min(ZEROES.length, to - at)), at);
        if (written <= 0) break;
        at += written;
      }
    } catch (error) {
      if (!passingTrouble(error)) this.#failure = error as Error;
    }
    this.#length = at;
  }

  /** Ends the file here, durably. */
  async cutBack(offset: number): Promise<void> {
    await this.#growth;
    await this.#file.truncate(offset);
    this.#length = offset;
    await this.#file.datasync();
  }

  /** As `cutBack`, where there is anything to cut. */
  async trim(offset: number): Promise<void> {
    await this.#growth;
    if (this.#length > offset) await this.cutBack(offset);
  }
}
