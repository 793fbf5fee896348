import { repair } from '#embedded-store';
import { count, FOUND, problemLine, size } from './words';

export const repairCommand = async (dir: string, { from }: { from?: string }): Promise<void> => {
  const { found, restored, setAside, rescued, after } = await repair(dir, from);
  if (!found.some(({ is }) => is === 'damaged')) {
    for (const problem of found) console.log(problemLine(problem));
    console.log('Nothing is damaged. Nothing was changed.');
    return;
  }
  process.exitCode = FOUND;
  if (setAside === undefined) console.log(`Mended: ${size(restored)} were put back from ${from}. Nothing is lost.`);
  else if (after === undefined) console.log(`Nothing of the log could be kept. It was set aside in ${setAside}.`);
  else console.log(`The log ends at position ${after.end} now. What stood behind it was set aside in ${setAside}.`);
  if (setAside !== undefined)
    console.log(
      `${count(rescued, 'event')} behind the damage can be read: rescued.ndjson there. Look at them, and at what is missing.`,
    );
  for (const problem of found) console.log(problemLine(problem));
};
