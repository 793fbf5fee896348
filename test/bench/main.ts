// npm run -s bench -- [NAME…] [--json] [--full]
// Each row measures a value and its reference interleaved in one run. A table is a report, not a verdict: exit 0
// whatever was met, 2 for a name that is no row.

import Table from 'cli-table3';
import { Command } from 'commander';
import pc from 'picocolors';
import { append1 } from './rows/append-1';
import { append32 } from './rows/append-32';
import { asOf } from './rows/as-of';
import { backfill } from './rows/backfill';
import { board } from './rows/board';
import { brokerAway } from './rows/broker-away';
import { busyDesk } from './rows/busy-desk';
import { calendarBuild } from './rows/calendar-build';
import { command } from './rows/command';
import { commandPeer } from './rows/command-peer';
import { commandProduction } from './rows/command-production';
import { consoleRows } from './rows/console';
import { deadlines } from './rows/deadlines';
import { deskGrowth } from './rows/desk-growth';
import { dueInstant } from './rows/due-instant';
import { growth } from './rows/growth';
import { leaderDeath } from './rows/leader-death';
import { listeners } from './rows/listeners';
import { longReads } from './rows/long-reads';
import { openStore } from './rows/open-store';
import { overload } from './rows/overload';
import { published } from './rows/published';
import { readAll } from './rows/read-all';
import { rebuild, rebuildLog } from './rows/rebuild';
import type { Row } from './rows/row';
import { scaleOut } from './rows/scale-out';
import { simulateRow } from './rows/simulate';
import { slowLine } from './rows/slow-line';
import { start } from './rows/start';
import { start100k } from './rows/start-100k';
import { visible } from './rows/visible';

type Options = { readonly full: boolean };
type Measure = (options: Options) => Row | readonly Row[] | Promise<Row | readonly Row[]>;
const ROWS: Readonly<Record<string, Measure>> = {
  'due-instant': dueInstant,
  'calendar-build': calendarBuild,
  simulate: simulateRow,
  'append-1': append1,
  'append-32': append32,
  'read-all': readAll,
  'open-store': openStore,
  growth,
  rebuild,
  'rebuild-log': rebuildLog,
  visible,
  board,
  deadlines,
  command,
  console: consoleRows,
  'command-production': commandProduction,
  'command-peer': commandPeer,
  backfill,
  published,
  'broker-away': brokerAway,
  'slow-line': slowLine,
  listeners,
  'leader-death': leaderDeath,
  overload,
  'busy-desk': busyDesk,
  'scale-out': scaleOut,
  start,
  'as-of': asOf,
  'long-reads': longReads,
  'start-100k': start100k,
  'desk-growth': deskGrowth,
};

const figure = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 100 ? 2 : 0 });
const cells = ({ name, value, unit, reference, referenceValue, ratio, goal, met }: Row) => [
  name,
  `${figure(value)} ${unit}`,
  reference,
  `${figure(referenceValue)} ${unit}`,
  `${ratio.toFixed(2)}x`,
  goal,
  met ? pc.green('met') : pc.red('not met'),
];

const run = async (names: readonly string[], json: boolean, options: Options): Promise<void> => {
  const table = new Table({ head: ['row', 'value', 'reference', 'reference value', 'ratio', 'goal', ''] });
  for (const name of names) {
    const measured = await ROWS[name]?.(options);
    for (const row of measured === undefined ? [] : [measured].flat()) {
      if (json) process.stdout.write(`${JSON.stringify(row)}\n`);
      else table.push(cells(row));
    }
  }
  if (!json) process.stdout.write(`${table.toString()}\n`);
};

new Command('bench')
  .argument('[name...]', `rows to measure; all of them where none is named: ${Object.keys(ROWS).join(', ')}`)
  .option('--json', 'one line of JSON a row')
  .option('--full', 'a million events, or ten minutes, where a row has less by default')
  .action(async (given: string[], options: { json?: true; full?: true }) => {
    const unknown = given.find((name) => !Object.hasOwn(ROWS, name));
    if (unknown !== undefined) {
      process.stderr.write(`There is no row '${unknown}'. Rows are: ${Object.keys(ROWS).join(', ')}.\n`);
      process.exit(2);
    }
    await run(given.length > 0 ? given : Object.keys(ROWS), options.json ?? false, { full: options.full ?? false });
    // Clients of stores keep their channels; everything that was started has been stopped.
    process.exit(0);
  })
  .parseAsync();
