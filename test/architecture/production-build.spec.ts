import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT } from './planted';

/** Programs that try Faultline out rather than run it. */
const RIGS = ['crash', 'races'];
/** Built by a compiler of its own. */
const PAGE = 'console';

const compiled: readonly string[] = execFileSync(
  process.execPath,
  [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', join(ROOT, 'tsconfig.production.json'), '--listFilesOnly'],
  { encoding: 'utf8' },
)
  .split('\n')
  .map((file) => relative(ROOT, file.trim()))
  .filter((file) => /^(apps|libs|test)\//.test(file));

describe('What is built for production', () => {
  it('has no test, no fixture and no rig in it', () => {
    const foreign = compiled.filter((file) => /^test\/|\/testing\/|\.(spec|fixture|contract)\.ts$/.test(file));
    expect(foreign).toStrictEqual([]);
  });

  it('has every program that an operator runs', () => {
    const programs = readdirSync(join(ROOT, 'apps')).filter((name) => name !== PAGE && !RIGS.includes(name));
    expect(compiled).toEqual(expect.arrayContaining(programs.map((name) => `apps/${name}/main.ts`)));
  });

  it('has every thread that its own code starts by the name of a file', () => {
    const started = compiled.flatMap((file) =>
      // A bundle is compiled from nothing: it is made of what was compiled.
      [...readFileSync(join(ROOT, file), 'utf8').matchAll(/(?<!from )'(?!bundle)([a-z-]+)\.js'/g)].map(([, name]) =>
        join(dirname(file), `${name}.ts`),
      ),
    );
    expect(started.length).toBeGreaterThan(2);
    expect(compiled).toEqual(expect.arrayContaining(started));
  });

  // A program is one file, elsewhere than its modules were (ADR 37).
  it('looks upwards for the files that a lib reads, and never beside itself alone', () => {
    const looking = compiled.filter(
      (file) => file.startsWith('libs/') && readFileSync(join(ROOT, file), 'utf8').includes('__dirname'),
    );
    expect(looking.length).toBeGreaterThan(3);
    for (const file of looking)
      expect([file, readFileSync(join(ROOT, file), 'utf8')]).toEqual([
        file,
        expect.stringMatching(/dir !== (path\.)?dirname\(dir\)/),
      ]);
  });
});
