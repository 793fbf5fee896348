// What a person is told of it.

import { writeFileSync } from 'node:fs';
import { count, FOUND, size } from '#command-line';
import type { Config } from '#settings';
import { drill, type Report } from './drill';
import { copyKeys, followKeys } from './keys-copy';
import { type RestoreOptions, restore } from './restore';
import { take } from './take';

export const takeCommand = async (config: Config, set: string, { keys }: { keys: string }): Promise<void> => {
  const { events, files, recoveryPoint, takenAt } = await take(config, set, keys);
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const attached = files.filter(({ keyId }) => keyId !== undefined).length;
  console.log(
    `Took ${count(events, 'event')} and ${count(attached, 'file of tickets', 'files of tickets')}, ${size(bytes)}, into ${set}.`,
  );
  console.log(`Recovery point ${recoveryPoint ?? takenAt}: what was acknowledged later is not in it.`);
  console.log(`Keys are in ${keys}, one copy for all sets.${config.mode === 'production' ? MASTER : ''}`);
  console.log(`Whether it can be restored: npm run -s backup -- drill ${set} --keys ${keys}`);
};

const MASTER = ' The master key is in neither, and belongs in neither.';

export const keysCommand = async ({ keysDir }: Config, copy: string): Promise<void> => {
  await copyKeys(keysDir, copy);
  console.log(`${copy} is what ${keysDir} is now.`);
};

export const followCommand = async ({ keysDir }: Config, copy: string): Promise<void> => {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  await followKeys(keysDir, copy, stop.signal, (text) => console.log(text));
};

type Restoring = { readonly keys?: string; readonly erased?: readonly string[] };
export const restoreCommand = async (config: Config, set: string, { keys, erased }: Restoring): Promise<void> => {
  const options: RestoreOptions = { ...(keys !== undefined && { keys }), ...(erased && { erasures: erased }) };
  const { manifest, files, filesErased, erasedAgain } = await restore(config, set, options);
  const where = config.stores.kind === 'embedded' ? config.dataDir : 'the event store at EVENTSTORE_URL';
  console.log(`Restored ${count(manifest.events, 'event')} and ${count(files, 'file')} into ${where}.`);
  console.log(`Recovery point ${manifest.recoveryPoint ?? manifest.takenAt}: what was acknowledged later is gone.`);
  if (filesErased > 0) console.log(`${count(filesErased, 'file')} of erased tickets stay erased.`);
  if (erasedAgain > 0)
    console.log(`${count(erasedAgain, 'key')} of what was erased were in the copy and are destroyed again.`);
  console.log(
    'Erasures after the recovery point are known to the keys alone: order them again, from whoever asked for them.',
  );
  console.log('Start on an empty database (or no views.sqlite): views are rebuilt from the events.');
};

type Drilling = {
  readonly keys: string;
  readonly since?: string;
  readonly room: string;
  readonly report?: string;
  readonly json?: true;
};
export const drillCommand = async (config: Config, set: string, options: Drilling): Promise<void> => {
  const report = await drill(config, set, options);
  if (report.broken.length > 0) process.exitCode = FOUND;
  if (options.report !== undefined) writeFileSync(options.report, `${JSON.stringify(report, undefined, 2)}\n`);
  console.log(options.json ? JSON.stringify(report) : pageOf(report));
};

const LINES_MAX = 20;
const pageOf = ({ set, takenAt, drilledAt, recoveryPoint, recoverySeconds, seconds, ...rest }: Report): string => {
  const { restored, checked, invariants, broken } = rest;
  return [
    `${broken.length === 0 ? 'OK   ' : 'FAIL '} ${set}, taken ${takenAt}, drilled ${drilledAt}`,
    `recovery point  ${recoveryPoint ?? takenAt}`,
    `recovery time   ${recoverySeconds} s: restored in ${seconds.restore} s, ready with all views in ${seconds.serve} s`,
    `restored        ${count(checked.events, 'event')} of ${count(checked.tickets, 'ticket')}, ${count(checked.postings, 'posting')}, ${count(restored.files, 'file')}` +
      ` (${restored.filesErased} erased); keys erased again: ${restored.erasedAgain}`,
    `looked at in    ${seconds.check} s, views in ${seconds.views} s`,
    ...Object.entries(invariants).map(([name, meaning]) => `${name.padEnd(4)} ${meaning}`),
    ...broken.slice(0, LINES_MAX),
    ...(broken.length > LINES_MAX ? [`and ${broken.length - LINES_MAX} more`] : []),
  ].join('\n');
};
