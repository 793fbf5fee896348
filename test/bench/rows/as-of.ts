import { join } from 'node:path';
import { exportOf, storeFilledBy } from '#audit/testing';
import { importIntoStore, Store } from '#embedded-store';
import type { Stored } from '#event-store';
import { openArchive } from '../../../apps/audit/archive';
import { standingAt } from '../../../apps/audit/as-of';
import { loadTicket } from '../../../apps/audit/ticket';
import { discard, scratch } from '../../programs/scratch';
import { interruptible } from '../interruptible';
import { progress } from '../store-nodes';
import { median, type Row } from './row';

const NAME = 'as-of';
const FEW = 20_000;
const MANY = 100_000;
const FULL = 1_000_000;
/** The first ones compile what the others run. */
const ROUNDS = 25;
const NOTES = 990;
const GOAL_MS = 20;
const AT = Date.parse('2026-03-14T09:30:00-05:00');

/** How a ticket of a thousand events stood at an instant, beside so many events of others, and beside few. */
export const asOf = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const ticket = await aLongTicket();
  const sizes = [FEW, MANY, ...(full ? [FULL] : [])];
  const rows: Row[] = [];
  let few = Number.NaN;
  for (const others of sizes) {
    const directory = scratch(NAME);
    const dir = join(directory, 'store');
    const store = await Store.open({ dir });
    await importIntoStore(store, lines(amongOthers(ticket, others)));
    const running = await middle(dir);
    await store.close();
    const closed = await middle(dir);
    discard(directory);
    progress(NAME, `${others} other events`);
    few = Number.isNaN(few) ? closed : few;
    const row = (how: string, value: number): Row => ({
      name: `${NAME}, ${others.toLocaleString('en-US')} other events, ${how}`,
      value,
      unit: 'ms',
      reference: `beside ${FEW.toLocaleString('en-US')}, at rest`,
      referenceValue: few,
      ratio: value / few,
      goal: `≤ ${GOAL_MS} ms`,
      met: value <= GOAL_MS,
    });
    rows.push(row('at rest', closed), row('running', running));
  }
  return rows;
};

const aLongTicket = (): Promise<readonly Stored[]> => {
  const step = (minutes: number, what: string, fields: object = {}) => ({
    at: new Date(Date.parse('2026-03-14T02:00:00-05:00') + minutes * 60_000).toISOString(),
    do: what,
    ticket: 'T1',
    by: 'eve',
    ...fields,
  });
  const notes = Array.from({ length: NOTES }, (_, n) => step(21 + n, 'note', { text: `What was seen at test ${n}.` }));
  return storeFilledBy(
    [
      step(0, 'open', { client: 'acme', channel: 'voicemail', priority: 'P1' }),
      step(1, 'triage', { priority: 'P1' }),
      step(20, 'reply', { channel: 'phone' }),
      ...notes,
      step(2000, 'resolve', { code: 'power', note: 'back' }),
    ],
    '2026-03-20T12:00:00-05:00',
  );
};

/** The ticket's events at even distances among those of as many other tickets as it takes. */
function* amongOthers(ticket: readonly Stored[], others: number): Generator<Stored> {
  const copied = ticket.filter(({ stream, revision }) => stream.startsWith('ticket-') && revision < 30);
  const between = others / ticket.length;
  let written = 0;
  for (const [n, event] of ticket.entries()) {
    yield event;
    for (; written < Math.floor((n + 1) * between); written++) {
      const copy = copied[written % copied.length] as Stored;
      const eventId = `00000000-0000-4000-8000-${String(written).padStart(12, '0')}`;
      yield { ...copy, stream: `ticket-X${Math.floor(written / copied.length)}`, eventId };
    }
  }
}

async function* lines(events: Iterable<Stored>): AsyncGenerator<string> {
  let append = 0;
  for (const event of events)
    yield exportOf([event])
      .trimEnd()
      .replace(/"append":0/, `"append":${append++}`);
}

/** Milliseconds: everything that the command does, but for starting a program. */
const middle = async (dir: string): Promise<number> => {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    const archive = await openArchive(dir);
    const standing = await standingAt(await loadTicket(archive, 'T1'), { at: AT });
    await archive.close();
    times.push(performance.now() - from);
    if (standing.events < 100) throw new Error(`The ticket stood at ${standing.events} events.`);
  }
  return median(times);
};
