import { join } from 'node:path';
import { count, FOUND, size } from '#command-line';
import { repair } from '#embedded-store';
import { problemLine } from './words';

export const repairCommand = async (dir: string, { from }: { from?: string }): Promise<void> => {
  const { found, restored, setAside, rescued, after } = await repair(dir, from);
  if (restored === 0 && !found.some(({ is }) => is === 'damaged')) {
    for (const problem of found) console.log(problemLine(problem));
    console.log('Nothing is damaged. Nothing was changed.');
    return;
  }
  process.exitCode = FOUND;
  if (setAside === undefined) console.log(`Mended: ${size(restored)} were put back from ${from}. Nothing is lost.`);
  else {
    if (restored > 0) console.log(`${size(restored)} were put back from ${from}.`);
    sayWhatIsSetAside(dir, setAside, rescued, after?.end);
  }
  for (const problem of found) console.log(problemLine(problem));
};

const sayWhatIsSetAside = (dir: string, setAside: string, rescued: number, end: number | undefined): void => {
  if (end === undefined) console.log(`Nothing of the log could be kept. It was set aside in ${setAside}.`);
  else console.log(`The log ends at position ${end} now. What stood behind it was set aside in ${setAside}.`);
  console.log(
    `Positions from ${end ?? 0} on are given out again, to other events: whatever keeps a checkpoint behind that (views, ` +
      'processes, subscribers) must start again from the beginning.',
  );
  console.log(`${count(rescued, 'event')} behind the damage can be read.`);
  if (rescued === 0) return;
  console.log('Put back those that follow on what is left in their streams, at the end of the log:');
  console.log(`    npm run -s store -- import ${dir} --from ${join(setAside, 'rescued.ndjson')} --what-follows`);
};
