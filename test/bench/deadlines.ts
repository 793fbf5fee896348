// The deadline store for the bench. `deadlines.js fill FILE COUNT` arms as many deadlines, a second apart; `deadlines.js ask FILE
// COUNT` asks in a process of its own for those that came due, and prints the milliseconds (p99) and the process's memory.

import { openReadStore } from '#read-store';
import { endWithParent } from './end-with-parent';

const [, , what = '', file = '', count = '0'] = process.argv;
const BEGINS = Date.UTC(2026, 0, 1);
const AT_ONCE = 2_000;
const ASKED = 500;
/** As the process runner asks. */
const LIMIT = 200;

const dueAt = (n: number) => new Date(BEGINS + n * 1_000).toISOString();

const fill = async (deadlines: number): Promise<void> => {
  const store = await openReadStore({ file });
  for (let from = 0; from < deadlines; from += AT_ONCE) {
    const due = Array.from({ length: Math.min(AT_ONCE, deadlines - from) }, (_, n) => ({
      key: `T${from + n}`,
      dueAt: dueAt(from + n),
    }));
    await store.deadlines.save('sla', { due });
  }
  await store.close();
  console.log('FILLED');
};

const ask = async (deadlines: number): Promise<void> => {
  const store = await openReadStore({ file });
  const took: number[] = [];
  for (let n = 0; n < ASKED; n++) {
    const instant = dueAt(Math.floor((deadlines * n) / ASKED));
    const from = performance.now();
    await store.deadlines.dueBy('sla', instant, LIMIT);
    if (n > ASKED / 10) took.push(performance.now() - from);
  }
  took.sort((a, b) => a - b);
  const p99 = took[Math.floor(took.length * 0.99)];
  const megabytes = process.memoryUsage.rss() / 1e6;
  await store.close();
  console.log(`ASKED ${JSON.stringify({ p99, megabytes })}`);
};

endWithParent();
void (what === 'fill' ? fill : ask)(Number(count)).then(() => process.exit(0));
