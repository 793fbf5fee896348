// Whether a set can be restored: it is, into a place of its own, timed, and everything that must hold of a store is looked at.

import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verify } from '#embedded-store';
import { masterKey } from '#event-store';
import { type Config, PERSONAL_KEYS } from '#settings';
import { type CheckedLog, checkLog } from './checked-log';
import { type Environment, tryServer, verifyViews } from './drill-server';
import { followedBy } from './followed-by';
import { STORE_IN_SET } from './manifest';
import { type Restored, restore } from './restore';
import { keysIn } from './take';

export type Report = {
  readonly set: string;
  readonly takenAt: string;
  readonly drilledAt: string;
  /** What was acknowledged after it is not in the set. */
  readonly recoveryPoint?: string;
  /** From nothing to a server that is ready, with every view filled: in seconds. */
  readonly recoverySeconds: number;
  readonly seconds: Readonly<Record<'restore' | 'serve' | 'check' | 'views', number>>;
  readonly restored: Omit<Restored, 'manifest'>;
  readonly checked: Omit<CheckedLog, 'broken'>;
  readonly invariants: Readonly<Record<string, string>>;
  /** Sentences; none where the set can be restored. */
  readonly broken: readonly string[];
};
export type DrillOptions = {
  readonly keys: string;
  /** An older set of the same store. */
  readonly since?: string;
  /** Where there is room for it. */
  readonly room: string;
};

export const drill = async (config: Config, set: string, options: DrillOptions): Promise<Report> => {
  const place = mkdtempSync(join(options.room, 'faultline-drill-'));
  try {
    return await drillIn(place, config, set, options);
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
};

const drillIn = async (place: string, config: Config, set: string, { keys, since }: DrillOptions): Promise<Report> => {
  const there: Config = { ...config, dataDir: join(place, 'data'), keysDir: join(place, 'keys'), stores: EMBEDDED };
  const drilledAt = new Date().toISOString();
  const [{ manifest, ...restored }, restoreS] = await timed(() => restore(there, set, { keys }));
  const environment = await environmentOf(there);
  const [, serveS] = await timed(() => tryServer(environment));
  const log = join(there.dataDir, STORE_IN_SET);
  const prefix = config.streamPrefix ?? '';
  const [found, checkS] = await timed(async () => ({
    checked: await checkLog(
      { dir: log, prefix, keys: await keysIn(there, there.keysDir) },
      join(there.dataDir, 'notary'),
    ),
    store: await verify(log),
    followed: since === undefined ? [] : await followedBy(join(since, STORE_IN_SET), log, prefix),
  }));
  const [views, viewsS] = await timed(() => verifyViews(environment));
  const { broken: ofLog, ...checked } = found.checked;
  const broken = [
    ...storeFaults(found.store),
    ...ofLog,
    ...found.followed,
    ...acted(manifest.events, checked),
    ...views,
  ];
  return {
    set,
    takenAt: manifest.takenAt,
    drilledAt,
    ...(manifest.recoveryPoint !== undefined && { recoveryPoint: manifest.recoveryPoint }),
    recoverySeconds: round(restoreS + serveS),
    seconds: { restore: restoreS, serve: serveS, check: checkS, views: viewsS },
    restored,
    checked,
    invariants: verdicts(broken, { isNotarized: checked.notarized !== undefined, since }),
    broken,
  };
};

const EMBEDDED = { kind: 'embedded', port: 0 } as const;

const environmentOf = async (there: Config): Promise<Environment> => {
  const { dataDir, keysDir, provider, streamPrefix, masterKey: given, mode } = there;
  const file = join(keysDir, PERSONAL_KEYS);
  const master = await masterKey(file, { given, production: mode === 'production' });
  return {
    DATA_DIR: dataDir,
    KEYS_DIR: keysDir,
    PROVIDER: provider,
    FAULTLINE_MASTER_KEY: Buffer.from(master).toString('base64'),
    ...(streamPrefix !== undefined && { STREAM_PREFIX: streamPrefix }),
  };
};

const timed = async <T>(work: () => Promise<T>): Promise<readonly [T, number]> => {
  const from = performance.now();
  return [await work(), round((performance.now() - from) / 1_000)];
};
const round = (seconds: number): number => Math.round(seconds * 10) / 10;

/** I1: every checksum, position, revision and index. The files were compared with the set's own list before. */
const storeFaults = ({ problems, contradictions }: Awaited<ReturnType<typeof verify>>): readonly string[] =>
  [...problems, ...contradictions].map(({ segment, offset, what }) => `I1: ${segment} at byte ${offset}: ${what}`);

/** I15: a server that reads the whole history writes nothing of it again; that it met a key it may record. */
const acted = (before: number, { events }: Pick<CheckedLog, 'events'>): readonly string[] =>
  events - before > NOTED_MAX ? [`I15: the server wrote ${events - before} events of its own while it read.`] : [];
const NOTED_MAX = 10;

const SHOWN = {
  I1: 'every byte is what was copied; every checksum, position and index of the store is right',
  I2: 'no command took effect twice',
  I3: 'revisions are contiguous',
  I4: 'every charge names a determination that came before it',
  I5: 'no posting twice; postings add up to the latest assessment',
  I6: 'every amount was computed again from the pinned policy and the history',
  I7: 'every view is that of a fresh replay',
  I8: 'public events name their causes, each once',
  I9: 'one standing breach a clock, none before it was due; clocks were computed again',
  I11: 'no key is left of what was erased',
  I12: 'every event is what the notary signed for',
  I13: 'every view caught up',
  I14: 'nobody determined the fault of a cycle that they worked on',
  I15: 'the replay paged, wrote to and charged nobody',
  I16: 'the older set is the beginning of this one',
} as const;

/** I10 is no promise of a store: who may see what is asked of a server, by its matrix of access. */
const verdicts = (
  broken: readonly string[],
  { isNotarized, since }: { readonly isNotarized: boolean; readonly since: string | undefined },
): Record<string, string> => {
  const of = (invariant: string) => {
    const number = broken.filter((what) => what.slice(0, what.indexOf(':')).split(', ').includes(invariant)).length;
    if (number > 0) return `BROKEN ${number} times`;
    if (invariant === 'I12' && !isNotarized) return 'not looked at: the set has no log of a notary';
    if (invariant === 'I16' && since === undefined) return 'not looked at: no older set was named (--since)';
    return `holds: ${SHOWN[invariant as keyof typeof SHOWN]}`;
  };
  return {
    ...Object.fromEntries(Object.keys(SHOWN).map((invariant) => [invariant, of(invariant)])),
    I10: 'not of a store: apps/server/access-matrix.spec.ts',
  };
};
