// A disk in memory that knows what is durable: a power cut loses, tears or reorders everything that was not synced.
import { basename, dirname } from 'node:path';
import type { Disk, DiskFile } from '#embedded-store';
import type { Chance } from './chance';
import { FakeInode, TEARS, type Tear } from './fake-file';
import { type Mischief, NO_MISCHIEF } from './mischief';

type NameOp =
  | { readonly do: 'create'; readonly path: string; readonly inode: FakeInode }
  | { readonly do: 'rename'; readonly path: string; readonly to: string }
  | { readonly do: 'remove'; readonly path: string };
type Names = Map<string, FakeInode>;
export type Trace = (what: string) => void;
type Content = { readonly names: Names; readonly durable: Names; readonly unsynced: NameOp[] };

const failure = (code: string, what: string) => Object.assign(new Error(`${code}: ${what} (planted)`), { code });
const never = () => new Promise<never>(() => {});

export class FakeDisk implements Disk {
  readonly #names: Names;
  readonly #durable: Names;
  #unsynced: NameOp[];
  #operations = 0;
  #syncs = 0;
  #wasFull = false;
  /** A sync has failed: nothing more needs to be taken before the store is opened again. */
  hasBroken = false;
  #goOff: () => void = () => {};
  isOff = false;
  /** Whether the disk has failed the store in a way that excuses it from starting. */
  hasFailed = false;
  /** The instant at which the power goes, or the process. Nothing that the store says afterwards was ever said. */
  readonly off = new Promise<'off'>((resolve) => {
    this.#goOff = () => {
      this.isOff = true;
      resolve('off');
    };
  });

  constructor(
    private readonly chance: Chance,
    public mischief: Mischief = NO_MISCHIEF,
    { names, durable, unsynced }: Content = { names: new Map(), durable: new Map(), unsynced: [] },
    /** Told every operation, for whoever wants to know how a cycle came about. */
    private readonly trace: Trace = () => {},
  ) {
    this.#names = names;
    this.#durable = durable;
    this.#unsynced = unsynced;
  }

  get isFull(): boolean {
    return this.mischief.capacity < Number.MAX_SAFE_INTEGER && this.#wasFull;
  }

  makeRoom(): void {
    this.mischief = { ...this.mischief, capacity: Number.MAX_SAFE_INTEGER };
    this.#wasFull = false;
  }

  get operations(): number {
    return this.#operations;
  }

  makeDir = () => this.#operation('make directory', () => {});

  list = (path: string) =>
    this.#operation('list', () =>
      [...this.#names.keys()].filter((name) => dirname(name) === path).map((name) => basename(name)),
    );

  open = (path: string, mode: 'read' | 'write' | 'create'): Promise<DiskFile> =>
    this.#operation(`open ${basename(path)} to ${mode}`, () => {
      const known = this.#names.get(path);
      if (!known && mode !== 'create') throw failure('ENOENT', `no file ${path}`);
      const inode = known ?? new FakeInode();
      if (!known) this.#name({ do: 'create', path, inode });
      else if (mode === 'create') inode.do({ do: 'truncate', length: 0 });
      return this.#file(inode, basename(path));
    });

  rename = (path: string, to: string) =>
    this.#operation(`rename ${basename(path)} to ${basename(to)}`, () => this.#name({ do: 'rename', path, to }));
  remove = (path: string) => this.#operation(`remove ${basename(path)}`, () => this.#name({ do: 'remove', path }));

  syncDir = async (path: string): Promise<void> => {
    await this.#operation('sync directory', () => {});
    const here = (op: NameOp) => dirname(op.path) === path;
    for (const op of this.#unsynced.filter(here)) applyName(this.#durable, op);
    this.#unsynced = this.#unsynced.filter((op) => !here(op));
  };

  /** The power comes back: the same disk with what survived. */
  afterCut(mischief: Mischief = NO_MISCHIEF): FakeDisk {
    this.#goOff();
    const tear = this.chance.of(TEARS);
    const names = new Map(this.#durable);
    // A directory is journalled: of its changes the first so many are there.
    for (const op of this.#unsynced.slice(0, this.chance.below(this.#unsynced.length + 1))) applyName(names, op);
    const left = [...names].map(
      ([path, inode]) => [path, new FakeInode(inode.afterCut(this.chance, this.#tearOf(tear)))] as const,
    );
    this.trace(
      `--- power cut (${tear}): ${left.map(([path, { seen }]) => `${basename(path)} ${seen.length}`).join(', ')}`,
    );
    const content = { names: new Map(left), durable: new Map(left), unsynced: [] };
    return new FakeDisk(this.chance, mischief, content, this.trace);
  }

  /** The process is gone and the machine is not: all that was written is there, and none of it more durable than before. */
  afterKill(mischief: Mischief = NO_MISCHIEF): FakeDisk {
    this.#goOff();
    this.trace('--- kill');
    const content = { names: this.#names, durable: this.#durable, unsynced: this.#unsynced };
    return new FakeDisk(this.chance, mischief, content, this.trace);
  }

  /** The same files but for the saved index, which must be no more than a short cut. */
  withoutSavedIndex(): FakeDisk {
    const names = new Map([...this.#names].filter(([path]) => !path.endsWith('.part')));
    return new FakeDisk(this.chance, NO_MISCHIEF, { names, durable: new Map(names), unsynced: [] }, this.trace);
  }

  /** Mostly one kind of loss for all files, sometimes each its own. */
  #tearOf(tear: Tear): Tear {
    return this.chance.happens(0.8) ? tear : this.chance.of(TEARS);
  }

  #name(op: NameOp): void {
    applyName(this.#names, op);
    this.#unsynced.push(op);
  }

  #file(inode: FakeInode, name: string): DiskFile {
    return {
      read: (into, position) => this.#operation(`read ${name} at ${position}`, () => inode.seen.read(into, position)),
      write: (bytes, position) =>
        this.#operation(`write ${name} at ${position}, ${bytes.length} bytes`, () => {
          const fits = this.#fits(inode, bytes, position);
          const short = fits > 1 && this.chance.happens(this.mischief.shortWrites);
          const length = short ? 1 + this.chance.below(fits - 1) : fits;
          inode.do({ do: 'write', at: position, bytes: Buffer.from(bytes.subarray(0, length)) });
          return length;
        }),
      datasync: () => this.#datasync(inode, name),
      truncate: (length) =>
        this.#operation(`truncate ${name} to ${length}`, () => inode.do({ do: 'truncate', length })),
      size: () => this.#operation(`size of ${name}`, () => inode.seen.length),
      close: () => this.#operation(`close ${name}`, () => {}),
    };
  }

  async #datasync(inode: FakeInode, name: string): Promise<void> {
    const begun = inode.syncBegun();
    await this.#operation(`sync ${name}`, () => {});
    // A sync takes its time: who acknowledges before it is done has time to say so.
    for (let turns = this.chance.below(4); turns > 0; turns--) await this.#turn();
    this.#syncs++;
    if (this.#syncs === this.mischief.cutAtSync) return this.#offNow();
    if (this.#syncs === this.mischief.failingSync) {
      begun.failed(this.chance);
      this.hasFailed = true;
      this.hasBroken = true;
      this.trace(`${this.#operations} sync ${name}: ${this.mischief.syncFailure}`);
      throw failure(this.mischief.syncFailure, 'fdatasync');
    }
    begun.done();
    this.trace(`${this.#operations} synced ${name}`);
  }

  /** How many of these bytes there is room for; throws where there is none. */
  #fits(inode: FakeInode, bytes: Buffer, position: number): number {
    const used = [...new Set(this.#names.values())].reduce((sum, { seen }) => sum + seen.length, 0);
    const growth = Math.max(0, position + bytes.length - inode.seen.length);
    const short = Math.max(0, used + growth - this.mischief.capacity);
    if (short >= bytes.length && bytes.length > 0) {
      this.hasFailed = true;
      this.#wasFull = true;
      throw failure('ENOSPC', 'no space left');
    }
    return bytes.length - short;
  }

  /** Every operation takes a turn of the event loop; at the one that was chosen, the power goes, done or not. */
  async #operation<T>(what: string, act: () => T): Promise<T> {
    await this.#turn();
    const isLast = ++this.#operations === this.mischief.cutAt;
    if (isLast && this.chance.happens(0.5)) return this.#offNow();
    const result = this.#traced(what, this.#operations === this.mischief.failingOperation ? this.#failing(what) : act);
    return isLast ? this.#offNow() : result;
  }

  #failing(what: string): () => never {
    this.hasFailed = true;
    this.hasBroken = true;
    return () => {
      throw failure(what.startsWith('open') ? 'EMFILE' : 'EIO', what);
    };
  }

  #traced<T>(what: string, act: () => T): T {
    try {
      const result = act();
      this.trace(`${this.#operations} ${what}${typeof result === 'number' ? `: ${result}` : ''}`);
      return result;
    } catch (error) {
      this.trace(`${this.#operations} ${what}: ${(error as Error).message}`);
      throw error;
    }
  }

  async #turn(): Promise<void> {
    await new Promise(setImmediate);
    if (this.isOff) await never();
  }

  #offNow(): Promise<never> {
    this.#goOff();
    return never();
  }
}

const applyName = (names: Names, op: NameOp): void => {
  if (op.do === 'create') names.set(op.path, op.inode);
  else if (op.do === 'remove') names.delete(op.path);
  else {
    const inode = names.get(op.path);
    names.delete(op.path);
    if (inode) names.set(op.to, inode);
  }
};
