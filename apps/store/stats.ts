import Table from 'cli-table3';
import { count, FOUND, progressBar, size } from '#command-line';
import { type NameUsage, stats } from '#embedded-store';
import { iso } from '#kernel';
import { sayProblems } from './words';

export const statsCommand = async (dir: string, { json }: { json?: boolean }): Promise<void> => {
  const bar = progressBar('counted');
  const found = await stats(dir, { progress: bar.to }).finally(bar.stop);
  if (sayProblems(found)) process.exitCode = FOUND;
  if (json) {
    console.log(JSON.stringify(found));
    return;
  }
  const { events, appends, streams, bytes, segments, storeId, owner, firstAt, lastAt } = found;
  console.log(`${count(events, 'event')} in ${count(streams, 'stream')}, ${count(appends, 'append')}, ${size(bytes)}`);
  console.log(`store ${storeId}${owner === undefined ? '' : `, open in process ${owner}`}`);
  if (firstAt !== undefined && lastAt !== undefined) console.log(`from ${inBoth(firstAt)} to ${inBoth(lastAt)}`);
  const table = new Table({
    head: ['segment', 'from', 'to', 'size'],
    style: PLAIN,
    colAligns: ['left', 'right', 'right', 'right'],
  });
  for (const { name, base, end } of segments) table.push([name, base, end, size(end - base)]);
  console.log(table.toString());
  shares('streams by category', found.categories);
  shares('event types', found.types);
  shares('longest streams', found.longest);
};

const LOCAL = new Intl.DateTimeFormat('en-US', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
  timeZoneName: 'short',
});
/** A store knows no policy: people read the clock of this machine (`TZ`), programs UTC beside it. */
const inBoth = (at: number): string => `${LOCAL.format(at)} (${iso(at)})`;

const PLAIN = { head: [], border: [] };

const shares = (title: string, list: readonly NameUsage[]): void => {
  const table = new Table({ head: [title, 'events', 'size'], style: PLAIN, colAligns: ['left', 'right', 'right'] });
  for (const { name, events, bytes } of list) table.push([name, events.toLocaleString('en-US'), size(bytes)]);
  console.log(table.toString());
};
