import { join } from 'node:path';
import type { Delivered } from '#event-store';
import { openReadStore } from '#read-store';
import { slaBoard } from '#sla/module';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import { aLife } from './rebuild-history';
import type { Row } from './row';

const MANY = 100_000;
const FEW = 1_000;
const ASKED = 400;
/** An open ticket with its clocks running. */
const CASE = 'sla-01';
const BATCH = 2_000;
const GOAL_MS = 20;

/** A page of the SLA board over HTTP, with a hundred thousand open tickets. */
export const board = async (): Promise<Row> => {
  interruptible();
  const [large, small] = [scratch('board'), scratch('board')];
  await fillBoard(large, MANY);
  await fillBoard(small, FEW);
  // Nobody but the API: there is no event behind these rows, and no projector to wonder at that.
  const servers = [await startServer(large, { ROLES: 'api' }), await startServer(small, { ROLES: 'api' })] as const;
  try {
    const took: [number[], number[]] = [[], []];
    const next: [string, string] = ['', ''];
    for (let n = 0; n < ASKED; n++)
      for (const which of [0, 1] as const) {
        const from = performance.now();
        const page = await ask(servers[which], n % 2 === 0 ? '' : next[which]);
        if (n > ASKED / 10) took[which].push(performance.now() - from);
        next[which] = page.next ?? '';
      }
    const [value, referenceValue] = [p99(took[0]), p99(took[1])];
    const ratio = value / referenceValue;
    return {
      name: 'board',
      value,
      unit: 'ms',
      reference: `p99 of the same with ${FEW.toLocaleString('en-US')} open tickets`,
      referenceValue,
      ratio,
      goal: `≤ ${GOAL_MS} ms, ratio ≤ 2`,
      met: value <= GOAL_MS && ratio <= 2,
    };
  } finally {
    await Promise.all(servers.map((server) => server.end()));
    for (const directory of [large, small]) discard(directory);
  }
};

export const p99 = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * 0.99)] ?? Number.NaN;

/** The first page, or the one behind it. */
const ask = async ({ url, keys }: Server, after: string): Promise<{ readonly next?: string }> => {
  const cursor = after === '' ? '' : `&cursor=${encodeURIComponent(after)}`;
  const headers = { authorization: `Bearer ${keys.agent}` };
  const response = await fetch(`${url}/sla-board?limit=50${cursor}`, { headers });
  if (!response.ok) throw new Error(`The board was answered ${response.status}: ${await response.text()}`);
  const page = (await response.json()) as { rows: readonly unknown[]; next?: string };
  if (page.rows.length === 0) throw new Error('The board is empty.');
  return page;
};

/** Every ticket lives through the same, each some seconds after the one before. */
const fillBoard = async (dataDir: string, tickets: number): Promise<void> => {
  const life = (await aLife(CASE)).flatMap(({ stream, events, context }) =>
    events.map((event) => ({ category: stream.slice(0, stream.indexOf('-')), event, context })),
  );
  const views = await openReadStore({ file: join(dataDir, 'views.sqlite') });
  const { consumer } = await views.projector(slaBoard);
  if (!('handleBatch' in consumer)) throw new TypeError('A projector takes batches.');
  let batch: Delivered[] = [];
  let position = 0;
  for (let n = 0; n < tickets; n++) {
    const revisions = new Map<string, number>();
    for (const { category, event, context } of life) {
      const stream = `${category}-B${n}`;
      const revision = (revisions.get(stream) ?? -1) + 1;
      revisions.set(stream, revision);
      const at = { commit: String(++position), prepare: String(position) };
      const eventId = `${stream}/${revision}`;
      const { commandId, actor, at: recordedAt } = context;
      const stamp = { eventId, revision, occurredAt: recordedAt, recordedAt, actor, commandId };
      batch.push({
        event: later(event, n),
        stream,
        position: at,
        checkpoint: { ...at, epoch: 'bench', stream, revision, eventId },
        stamp: { ...stamp, correlationId: commandId, causationId: commandId },
      });
    }
    if (batch.length < BATCH && n < tickets - 1) continue;
    await consumer.handleBatch(batch);
    batch = [];
  }
  await consumer.onCaughtUp?.();
  await views.close();
};

/** Its instants, so many times seven seconds later: no two tickets run out at once. */
const later = (event: Delivered['event'], n: number): Delivered['event'] => {
  const shift = (value: unknown) =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)
      ? new Date(Date.parse(value) + n * 7_000).toISOString()
      : value;
  return Object.fromEntries(Object.entries(event).map(([name, value]) => [name, shift(value)])) as Delivered['event'];
};
