// The documents of the contract as they are committed: published, and therefore never broken.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncApi, breakingChanges, type JsonSchema, jsonSchemaOf, PUBLIC_TYPES } from '#messaging';

const ROOT = join(__dirname, '../..');
const FOLDER = 'libs/messaging/schemas';
const ASYNC_API = 'asyncapi.json';

/** Every document by its file name, as the code makes it today. */
export const documents = (): ReadonlyMap<string, JsonSchema> =>
  new Map<string, JsonSchema>([
    ...PUBLIC_TYPES.map((type) => [`${type}.json`, jsonSchemaOf(type)] as const),
    [ASYNC_API, asyncApi()],
  ]);

/** Those that are committed, or about to be. */
export const committed = (): ReadonlyMap<string, JsonSchema> => {
  const folder = join(ROOT, FOLDER);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return new Map(names.map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]));
};

const git = (...args: readonly string[]) =>
  execFileSync('git', args, { cwd: ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });

/** Every version that was ever committed, as far as this checkout goes back; none where there is no git. */
export const everCommitted = (): readonly (readonly [name: string, JsonSchema])[] => {
  try {
    const commits = git('log', '--format=%H', '--', FOLDER).split('\n').filter(Boolean);
    return commits.flatMap((commit) =>
      git('ls-tree', '--name-only', commit, `${FOLDER}/`)
        .split('\n')
        .filter(Boolean)
        .map((path) => [path.slice(FOLDER.length + 1), JSON.parse(git('show', `${commit}:${path}`))] as const),
    );
  } catch {
    return [];
  }
};

/** What of these published schemas the contract of today no longer keeps. */
export const broken = (published: Iterable<readonly [name: string, JsonSchema]>): readonly string[] => {
  const today = documents();
  const sentences = [...published].flatMap(([name, schema]) => {
    if (name === ASYNC_API) return [];
    const now = today.get(name);
    return now ? breakingChanges(schema, now).map((change) => `${name}: ${change}`) : [`${name} is gone`];
  });
  return [...new Set(sentences)];
};

/** Writes the documents. Throws, and writes nothing, where that would break what was published. */
export const publish = (): void => {
  const problems = broken([...committed(), ...everCommitted()]);
  if (problems.length > 0)
    throw new Error(
      `${problems.join('\n')}\nOthers read this version. Leave it as it is, and add the next one beside it.`,
    );
  mkdirSync(join(ROOT, FOLDER), { recursive: true });
  for (const [name, document] of documents())
    writeFileSync(join(ROOT, FOLDER, name), `${JSON.stringify(document, null, 2)}\n`);
};
