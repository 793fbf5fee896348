import { join } from 'node:path';
import { compareWithLog, hasNotary, type LogVerdict, verifierOf } from '#audit/module';
import { count, FOUND, progressBar, size, storedInLog } from '#command-line';
import { verify } from '#embedded-store';
import { META_STREAM, type Stored } from '#event-store';
import { NOTARY_DIR } from '#settings';
import { problemLine } from './words';

type Options = { readonly json?: boolean; readonly notary?: string; readonly key?: readonly string[] };

/** What is in the store by itself, and beside what a notary has signed, where its directory is at hand. */
export const verifyCommand = async (dir: string, { json, notary, key }: Options): Promise<void> => {
  const bar = progressBar('checked');
  const checked = await verify(dir, { progress: bar.to }).finally(bar.stop);
  const signed = await besideNotary(dir, notary ?? join(dir, '..', NOTARY_DIR), key);
  const verdict = { ...checked, ...(signed && { notary: signed }) };
  const { problems, contradictions, staleParts, events, streams, segments, owner } = verdict;
  const isWrong = problems.some(({ is }) => is === 'damaged') || contradictions.length > 0 || staleParts.length > 0;
  if (isWrong || isAltered(signed)) process.exitCode = FOUND;
  if (json) {
    console.log(JSON.stringify(verdict));
    return;
  }
  const what = `${count(events, 'event')} in ${count(streams, 'stream')}, ${size(segments.at(-1)?.end ?? 0)} in ${count(segments.length, 'segment')}`;
  console.log(isWrong ? `FAIL  ${what}` : `OK    ${what}: every checksum, position, revision and index is right.`);
  for (const problem of problems) console.log(problemLine(problem));
  for (const wrong of contradictions) console.log(problemLine({ ...wrong, is: 'wrong' }));
  for (const name of staleParts)
    console.log(`STALE   ${name} does not say what the log says; the next start makes it again from the log.`);
  if (problems.some(({ is }) => is === 'torn'))
    console.log(
      'The next start cuts off an end that is no whole append. A crash leaves one, of a write that nobody was answered; ' +
        'if there was no crash, compare with a backup first.',
    );
  if (problems.some(({ is }) => is === 'damaged'))
    console.log(`Restore what is damaged: npm run -s store -- repair ${dir} --from BACKUP`);
  for (const line of sayNotary(signed)) console.log(line);
  if (owner !== undefined) console.log(`Process ${owner} has it open; what it has made durable was checked.`);
};

/** Nothing where there is no notary's log to compare with. */
const besideNotary = async (
  dir: string,
  directory: string,
  key: readonly string[] = [],
): Promise<LogVerdict | undefined> => {
  if (!hasNotary(directory)) return undefined;
  const events: Stored[] = [];
  await storedInLog(
    dir,
    '',
    () => true,
    (piece) => {
      for (const { stored } of piece) events.push(stored);
    },
  );
  const named = events.flatMap(({ stream, type, data }) =>
    stream === META_STREAM && type === 'SigningKeyRotated' ? [String((data as { key: unknown }).key)] : [],
  );
  return compareWithLog(events, directory, (key.length > 0 ? key : named).map(verifierOf));
};

const isAltered = (signed: LogVerdict | undefined): boolean => (signed?.findings.length ?? 0) > 0;

const sayNotary = (signed: LogVerdict | undefined): readonly string[] => {
  if (signed === undefined)
    return ['No checkpoint of a notary is at hand: what somebody changed on purpose is not seen. --notary DIR'];
  if (signed.findings.length === 0)
    return [
      `OK    every event is what the notary signed for: ${count(signed.size, 'event')}, ${signed.unsigned} newer.`,
    ];
  return signed.findings.map(({ stream, revision, what }) => `ALTERED ${stream}@${revision} ${what}`);
};
