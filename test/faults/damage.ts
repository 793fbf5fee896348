// Damage at rest: segments, index parts and single bytes taken away or changed while nobody has the store open, and what
// verify, the next start and repair make of it. Whatever was acknowledged is served as it was, or named as missing.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DamagedLog, parseRecord, repair, Store, type Verdict, verify } from '#embedded-store';
import { atRest } from './at-rest';
import { chanceOf } from './chance';
import type { Cycle } from './cycle';
import { damaged, type Files, type Harm } from './harm';
import type { Violation } from './ledger';
import type { StoreAtRest } from './store-at-rest';

/** So many cycles begin with the same store. */
const FROM_ONE_STORE = 25;

export const violation = (what: string): Violation => ({ invariant: 'I1', what });

type Scene = {
  readonly dir: string;
  readonly rest: StoreAtRest;
  readonly harm: Harm;
  readonly story: string[];
};

const put = (dir: string, files: Files): void => {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir);
  for (const [name, bytes] of files) writeFileSync(join(dir, name), bytes);
};

const filesIn = (dir: string): Map<string, string> =>
  new Map(
    readdirSync(dir)
      .filter((name) => !name.endsWith('.sock') && !name.startsWith('set-aside'))
      .map((name) => [name, readFileSync(join(dir, name)).toString('base64')]),
  );

/** What an opened store serves, by log position; damaged events by their refusal. */
const served = async (store: Store) => {
  const { index } = store.committed;
  const events = new Map<number, string>();
  let refused = 0;
  for (let ordinal = 0; ordinal < index.count; ordinal++) {
    try {
      const [record] = await store.records.fetch([ordinal], false);
      if (record === undefined) continue;
      const { stream, revision, idText, data } = parseRecord(record);
      events.set(index.positions.get(ordinal), `${stream}@${revision} ${idText} ${data.toString('base64')}`);
    } catch (error) {
      if ((error as Error).name !== 'DamagedRecord') throw error;
      refused++;
    }
  }
  return { events, refused, count: index.count };
};

const NEVER = /never acknowledged/i;

/** Opens what was harmed. Everything served was acknowledged; what is missing was named, unless nobody can know of it. */
const opened = async ({ dir, rest, harm, story }: Scene, store: Store, said: readonly string[], verdict: Verdict) => {
  const { events, refused } = await served(store);
  const found: Violation[] = [];
  for (const [position, event] of events)
    if (rest.acknowledged.get(position) !== event) found.push(violation(`${event} at ${position} was never written`));
  const lost = rest.acknowledged.size - events.size - refused;
  story.push(`opened, ${lost} lost, ${refused} refused`);
  const isNamed = said.some((text) => text.includes('no whole append'));
  if (lost > 0 && !isNamed && !harm.nobodyCanKnow) found.push(violation(`${lost} events are gone without a word`));
  if (lost > 0 && isNamed && harm.isProven)
    found.push(violation(`${lost} events were cut off, though files proved them`));
  if (lost > 0 && isNamed && verdict.problems.length === 0) found.push(violation('verify found nothing wrong'));
  if (said.some((text) => NEVER.test(text))) found.push(violation(`it claims what it cannot know: ${said.join(' ')}`));
  await store.close();
  const after = await verify(dir);
  if (refused === 0 && (after.problems.length > 0 || after.contradictions.length > 0 || after.staleParts.length > 0))
    found.push(
      violation(`a start left it ${JSON.stringify([after.problems, after.contradictions, after.staleParts])}`),
    );
  return found;
};

/** A start that was refused: it named the place, changed nothing, and repair makes it start again. */
const refused = async (scene: Scene, error: Error, before: Map<string, string>, verdict: Verdict) => {
  const { dir, rest, story } = scene;
  const found: Violation[] = [];
  if (!(error instanceof DamagedLog)) found.push(violation(`it does not start: ${error.message}`));
  if (!verdict.problems.some(({ is }) => is === 'damaged')) found.push(violation('verify calls damage no damage'));
  const after = filesIn(dir);
  if ([...before].some(([name, bytes]) => after.get(name) !== bytes) || after.size !== before.size)
    found.push(violation('a start that was refused changed something'));
  found.push(...(await repaired(scene, rest.backup)));
  put(dir, scene.harm.files);
  found.push(...(await repaired(scene, undefined)));
  story.push(`refused: ${error.message}`);
  return found;
};

const repaired = async ({ dir, rest, harm }: Scene, from: string | undefined): Promise<Violation[]> => {
  const { setAside } = await repair(dir, from);
  const store = await Store.open({ dir });
  const { events } = await served(store);
  await store.close();
  const found: Violation[] = [];
  for (const [position, event] of events)
    if (rest.acknowledged.get(position) !== event) found.push(violation(`repair made up ${event} at ${position}`));
  if (from !== undefined && events.size < rest.acknowledged.size)
    found.push(violation(`repair from a whole backup lost ${rest.acknowledged.size - events.size} events`));
  if (from === undefined && setAside === undefined && !harm.nobodyCanKnow)
    found.push(violation('repair set nothing aside'));
  return found;
};

/** What becomes of a harmed store, and whether anybody notices: `verify`, or the start, which speaks or refuses. */
const examined = async (
  scene: Scene,
): Promise<{ readonly found: readonly Violation[]; readonly isNoticed: boolean }> => {
  const { dir, harm } = scene;
  put(dir, harm.files);
  const before = filesIn(dir);
  const verdict = await verify(dir);
  const found: Violation[] = [];
  if (NEVER.test(JSON.stringify(verdict))) found.push(violation('verify claims what it cannot know'));
  const said: string[] = [];
  try {
    const store = await Store.open({ dir, say: (text) => said.push(text) });
    found.push(...(await opened(scene, store, said, verdict)));
  } catch (error) {
    found.push(...(await refused(scene, error as Error, before, verdict)));
    return { found, isNoticed: true };
  }
  const { problems, contradictions, staleParts } = verdict;
  return { found, isNoticed: [said, problems, contradictions, staleParts].some(({ length }) => length > 0) };
};

/** Does one harm to a store at rest, in a directory of its own, and looks at what becomes of it. */
export const harmed = async (rest: StoreAtRest, harm: Harm, work: string) => {
  const scene: Scene = { dir: join(work, 'harmed'), rest, harm, story: [...harm.story] };
  const { found, isNoticed } = await examined(scene).catch((error: Error) => ({
    found: [violation(`the rig met ${error.stack}`)],
    isNoticed: true,
  }));
  return { found, isNoticed, story: scene.story.join(', ') };
};

const cycle = async (seed: number, rest: StoreAtRest, work: string): Promise<Cycle> => {
  const { found, story } = await harmed(rest, damaged(rest, chanceOf(seed)), work);
  const again = `--only store --kind damage --seed ${seed} --cycles 1`;
  return { seed, recovered: true, violations: found, story, again };
};

export const damage = atRest({
  name: 'damage',
  does: 'segments, index parts and single bytes of a store at rest, taken away or changed',
  fromOneStore: FROM_ONE_STORE,
  cycle,
});
