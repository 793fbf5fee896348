import { count, FOUND, progressBar, size } from '#command-line';
import { verify } from '#embedded-store';
import { problemLine } from './words';

export const verifyCommand = async (dir: string, { json }: { json?: boolean }): Promise<void> => {
  const bar = progressBar('checked');
  const verdict = await verify(dir, { progress: bar.to }).finally(bar.stop);
  const { problems, contradictions, staleParts, events, streams, segments, owner } = verdict;
  const isWrong = problems.some(({ is }) => is === 'damaged') || contradictions.length > 0 || staleParts.length > 0;
  if (isWrong) process.exitCode = FOUND;
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
  if (owner !== undefined) console.log(`Process ${owner} has it open; what it has made durable was checked.`);
};
