import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CannotLook, compare, FOUND, named, type Opened, progressBar, withStores } from '#command-line';
import type { Checkpoint, Consumer, Position } from '#event-store';
import { type AnyProjection, differingKeys, hashOf, openReadStore, type ReadStore } from '#read-store';

const NAMED_MAX = 20;

type Verdict = {
  readonly name: string;
  readonly same: boolean;
  readonly hash: string;
  readonly fresh: string;
  /** Some of those that differ. */
  readonly keys: readonly string[];
};

/** Fills each view anew, in a place of its own, up to where the live one stands, and compares them (I7). */
export const verifyCommand = (names: readonly string[], { json }: { json?: boolean }): Promise<void> =>
  withStores(async (opened) => {
    const verdicts: Verdict[] = [];
    for (const projection of named(names)) verdicts.push(await verify(opened, projection));
    if (verdicts.some(({ same }) => !same)) process.exitCode = FOUND;
    if (json) console.log(JSON.stringify(verdicts));
    else for (const verdict of verdicts) say(verdict);
  });

const say = ({ name, same, hash, fresh, keys }: Verdict): void => {
  if (same) {
    console.log(`OK    ${name}  ${hash.slice(0, 16)}…  the rows are those of a fresh replay to the same place.`);
    return;
  }
  console.log(`FAIL  ${name}  ${hash.slice(0, 16)}…, a fresh replay gives ${fresh.slice(0, 16)}…`);
  console.log(`      These differ: ${keys.join(', ')}${keys.length === NAMED_MAX ? ' and perhaps more' : ''}`);
  console.log(`      Fill it anew, it answers meanwhile: npm run -s views -- rebuild ${name.replace(/@\d+$/, '')}`);
};

const verify = async (opened: Opened, projection: AnyProjection): Promise<Verdict> => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-verify-'));
  const fresh = await openReadStore({ file: join(folder, 'views.sqlite') });
  try {
    return await against(opened, projection, fresh);
  } finally {
    await fresh.close();
    rmSync(folder, { recursive: true });
  }
};

const against = async ({ views, source }: Opened, projection: AnyProjection, fresh: ReadStore): Promise<Verdict> => {
  const name = `${projection.name}@${projection.version}`;
  const state = await views.status(projection);
  if (!state?.ready) throw new CannotLook(`${name} is not filled yet, so there is nothing to compare.`);
  const projector = await fresh.projector(projection);
  const bar = progressBar(`replayed for ${name}`);
  const replay = async (to: Checkpoint | 'start') => {
    if (to === 'start') return;
    if (!(await source.holds(to)))
      throw new CannotLook(
        `${name} was filled from another store, or this one was restored from an older backup. Fill it anew: npm run -s views -- rebuild ${projection.name}`,
      );
    await source.feed([upTo(projector.consumer, to)], { progress: bar.to });
  };
  try {
    await replay(state.checkpoint); // most of it, before the live table is looked at
    return await views.snapshot(projection, async ({ checkpoint, rows: lines }) => {
      await replay(checkpoint);
      const again = await fresh.snapshot(projection, async (snapshot) => {
        const keys: string[] = [];
        for await (const key of differingKeys(lines(), snapshot.rows())) if (keys.push(key) === NAMED_MAX) break;
        return { keys, fresh: await hashOf(snapshot.rows()) };
      });
      const hash = await hashOf(lines());
      return { name, same: hash === again.fresh, hash, ...again };
    });
  } finally {
    bar.stop();
  }
};

/** The consumer, deaf to everything behind a checkpoint. */
const upTo = (consumer: Consumer, to: Position): Consumer => {
  if (!('handleBatch' in consumer)) throw new TypeError('A projector takes batches.');
  return {
    ...consumer,
    handleBatch: (batch) => consumer.handleBatch(batch.filter(({ position }) => compare(position, to) <= 0)),
  };
};
