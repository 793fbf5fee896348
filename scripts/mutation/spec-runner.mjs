// Runs the specs of a domain in this very process, for Stryker. Jest needs about two seconds for a change; a domain is
// pure, so that its specs need neither workers nor an environment of their own, and a tenth of that will do. Modules
// are loaded afresh for every change: what one of them has cached is never believed by the next.

import { readdirSync, readFileSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import path from 'node:path';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { transformSync } from '@swc/core';
import { expect } from 'expect';
import { bind } from 'jest-each';

const require = createRequire(path.resolve('package.json'));
const SOURCES = path.resolve('.');
const compiled = new Map();

/** TypeScript by the transform of Jest, entry points by the list of package.json: as the specs run otherwise. */
const hook = () => {
  const [, transform] = Object.values(require(path.resolve('jest.config.js')).transform)[0];
  const { imports } = require(path.resolve('package.json'));
  const entries = new Map(Object.entries(imports).map(([name, { source }]) => [name, path.resolve(source)]));
  const resolve = Module._resolveFilename;
  Module._resolveFilename = (request, ...rest) => entries.get(request) ?? resolve(request, ...rest);
  Module._extensions['.ts'] = (module, filename) => {
    const code =
      compiled.get(filename) ??
      transformSync(readFileSync(filename, 'utf8'), { ...transform, sourceMaps: false, filename }).code;
    compiled.set(filename, code);
    module._compile(code, filename);
  };
};
/** Reads the host's zones, which takes longer than many a spec; nothing of a domain is in it. */
const KEPT = path.join(SOURCES, 'libs/policy/application/zone-transitions.ts');
const forget = () => {
  for (const file of Object.keys(require.cache))
    if (file.startsWith(SOURCES) && file !== KEPT && !file.includes(`${path.sep}node_modules${path.sep}`))
      delete require.cache[file];
};

/** `describe` and `it` collect; nothing runs before all of a file is read. */
const collect = (file) => {
  const tests = [];
  const names = [];
  const counts = new Map();
  const it = (name, run) => {
    const full = [...names, name].join(' ');
    const count = (counts.get(full) ?? 0) + 1;
    counts.set(full, count);
    tests.push({ id: `${path.relative('.', file)}: ${full}${count > 1 ? ` (${count})` : ''}`, file, run });
  };
  const describe = (name, define) => {
    names.push(name);
    define();
    names.pop();
  };
  it.each = bind(it);
  describe.each = bind(describe);
  Object.assign(globalThis, { describe, it, test: it, expect });
  require(file);
  return tests;
};

/** What the instrumented code reads: which change is active, and where to note what was reached. */
const shared = () => {
  globalThis.__stryker__ ??= {};
  return globalThis.__stryker__;
};

/** Those that run by themselves: no hooks, no programs, no servers. */
const specsIn = (folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.spec.ts'))
    .map((file) => path.join(folder, file))
    .filter(
      (file) => !/\b(beforeAll|beforeEach|afterAll|afterEach|child_process|jest\.)\b/.test(readFileSync(file, 'utf8')),
    );

/** Every file that a spec has loaded, by way of whatever it requires. */
const loadedBy = (file, seen = new Set()) => {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { filename } of require.cache[file]?.children ?? [])
    if (!filename.includes(`${path.sep}node_modules${path.sep}`)) loadedBy(filename, seen);
  return seen;
};
/** A test is named after its file: whoever is started anew knows it from that alone. */
const fileIn = (id) => path.resolve(id.slice(0, id.indexOf(': ')));

export class SpecRunner {
  #files;
  /** By spec: what a change can be in for it to notice. Known once all of them have run. */
  #loaded = new Map();

  constructor() {
    const context = path.resolve(process.env.MUTATED_CONTEXT ?? '');
    this.#files = ['domain', 'application'].flatMap((layer) => specsIn(path.join(context, layer)));
  }

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    process.env.TZ = 'UTC';
    hook();
  }

  async dryRun({ coverageAnalysis }) {
    const stryker = shared();
    if (coverageAnalysis !== 'off') stryker.mutantCoverage = { static: {}, perTest: {} };
    const result = await this.#run(this.#files, undefined, true);
    this.#loaded = new Map(this.#files.map((file) => [file, loadedBy(file)]));
    // The quick ones first: most changes are noticed by them, and the slow ones need not run at all.
    const spentMs = (file) =>
      (result.tests ?? []).reduce((sum, test) => (test.fileName === file ? sum + test.timeSpentMs : sum), 0);
    const spent = new Map(this.#files.map((file) => [file, spentMs(file)]));
    this.#files = this.#files.toSorted((one, other) => spent.get(one) - spent.get(other));
    return { ...result, ...(coverageAnalysis !== 'off' && { mutantCoverage: stryker.mutantCoverage }) };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    const stryker = shared();
    Object.assign(stryker, {
      activeMutant: activeMutant.id,
      hitCount: hitLimit === undefined ? undefined : 0,
      hitLimit,
    });
    const covering = new Set(testFilter?.map(fileIn));
    const changed = path.resolve(activeMutant.fileName);
    const known = this.#files.filter((file) =>
      testFilter ? covering.has(file) : this.#loaded.get(file)?.has(changed) !== false,
    );
    if (known.length === 0) throw new Error(`No spec covers change ${activeMutant.id}, though Stryker says so.`);
    const result = await this.#run(known, testFilter && new Set(testFilter), disableBail);
    stryker.activeMutant = undefined;
    return toMutantRunResult(determineHitLimitReached(stryker.hitCount, stryker.hitLimit) ?? result);
  }

  async #run(files, wanted, disableBail) {
    forget();
    const results = [];
    for (const file of files) {
      let tests;
      try {
        tests = collect(file);
      } catch (error) {
        return { status: DryRunStatus.Error, errorMessage: String(error?.stack ?? error) };
      }
      for (const test of tests) {
        if (wanted && !wanted.has(test.id)) continue;
        const result = await once(test);
        results.push(result);
        if (result.status === TestStatus.Failed && !disableBail)
          return { status: DryRunStatus.Complete, tests: results };
      }
    }
    return { status: DryRunStatus.Complete, tests: results };
  }
}

const once = async ({ id, file, run }) => {
  const about = { id, name: id, fileName: file };
  const begun = performance.now();
  globalThis.__stryker__.currentTestId = id;
  try {
    await run();
    return { ...about, status: TestStatus.Success, timeSpentMs: Math.ceil(performance.now() - begun) };
  } catch (error) {
    const failureMessage = String(error?.message ?? error).slice(0, 500);
    return { ...about, status: TestStatus.Failed, failureMessage, timeSpentMs: Math.ceil(performance.now() - begun) };
  } finally {
    globalThis.__stryker__.currentTestId = undefined;
  }
};
