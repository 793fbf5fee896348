import { execFile } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type OurBroker, ourKafka } from '../../kafka/some-kafka';
import { discard, scratch } from '../../programs/scratch';
import { type Server, startServer } from '../../programs/server';
import { interruptible } from '../interruptible';
import { p99 } from './board';
import { allPublished, compared } from './published-end-to-end';
import { median, type Row } from './row';
import { type Desk, steadyDesk } from './steady-desk';

const NAME = 'broker-away';
const TOPIC = 'tickets.events';
const PER_SECOND = 100;
/** How long the broker is away, and how long it was there before; minutes of the whole take seconds otherwise. */
const SECONDS = { full: { warm: 120, away: 600 }, brief: { warm: 60, away: 60 } };
const SAMPLED_EVERY_MS = 1_000;
/** What waits to be collected comes and goes: compared are the medians of so many parts of the time, each as long. */
const PARTS = 10;
const CATCHES_UP_WITHIN_MS = 300_000;
const FLAT = 0.2;

/** A server with every role, its embedded store and a broker of its own, under steady load. */
type House = {
  readonly server: Server;
  readonly broker: OurBroker;
  readonly desk: Desk;
  /** Of its memory, in megabytes: the median of each part of the time, the first one of when its broker was there. */
  readonly parts: number[];
  leave(): Promise<void>;
};

/**
 * What a server's memory does while Kafka is away. A second server with a broker that stays gets the same commands at
 * the same time: what it needs more in the end is due to what was commanded, and not to the broker.
 */
export const brokerAway = async ({ full }: { readonly full: boolean }): Promise<readonly Row[]> => {
  interruptible();
  const kafka = ourKafka();
  if ('missing' in kafka) {
    process.stderr.write(`${NAME}: NOT MEASURED, there is no Kafka here that may be killed: ${kafka.missing}\n`);
    return [];
  }
  const seconds = full ? SECONDS.full : SECONDS.brief;
  const [away, there] = [await house(await kafka.start()), await house(await kafka.start())];
  try {
    const partMs = (seconds.away * 1000) / PARTS;
    await pause(seconds.warm * 1000 - partMs);
    await passPart([away, there], partMs);
    const before = { away: away.desk.took.length, there: there.desk.took.length };
    await away.broker.kill();
    for (let part = 1; part <= PARTS; part++) await passPart([away, there], partMs);
    await Promise.all([away.desk.stop(), there.desk.stop()]);
    const commands = { away: away.desk.took.slice(before.away), there: there.desk.took.slice(before.there) };
    const caughtUpSeconds = await comesBack(away);
    const [ours, theirs] = [memoryOf(away), memoryOf(there)];
    said('away', ours, commands.away.length);
    said('there', theirs, commands.there.length);
    const isFlat = [ours.largest, ours.smallest].every((mb) => Math.abs(mb / ours.first - 1) <= FLAT);
    return [
      row(
        'largest memory',
        ours.largest,
        'MB',
        'the same server when its broker was killed',
        ours.first,
        `± ${100 * FLAT} %`,
        isFlat,
      ),
      row('memory in the end', ours.end, 'MB', 'a server that had its broker all the time', theirs.end),
      row('command p99', p99(commands.away), 'ms', 'a server that had its broker all the time', p99(commands.there)),
      row('caught up', caughtUpSeconds, 's', 'how long the broker was away', seconds.away),
    ];
  } finally {
    await Promise.all([away.leave(), there.leave()]);
  }
};

const house = async (broker: OurBroker): Promise<House> => {
  const directory = scratch(NAME);
  const server = await startServer(directory, { KAFKA_BROKERS: broker.brokers.join(','), KAFKA_TOPIC: TOPIC });
  const leave = async () => {
    await server.end('SIGKILL');
    await broker.stop();
    discard(directory);
  };
  return { server, broker, desk: steadyDesk(server, PER_SECOND), parts: [], leave };
};

const passPart = async (houses: readonly House[], milliseconds: number): Promise<void> => {
  const samples: number[][] = houses.map(() => []);
  const began = performance.now();
  for (let n = 1; n * SAMPLED_EVERY_MS <= milliseconds; n++) {
    await pause(Math.max(0, began + n * SAMPLED_EVERY_MS - performance.now()));
    for (const [at, { server }] of houses.entries()) samples[at]?.push(await megabytesOf(server.pid));
  }
  for (const [at, { parts }] of houses.entries()) parts.push(median(samples[at] ?? []));
  const [away, there] = samples.map((taken) => [Math.min(...taken), median(taken), Math.max(...taken)]);
  process.stderr.write(`${NAME}, least / middle / most: ${inMegabytes(away)}; with its broker ${inMegabytes(there)}\n`);
};
const inMegabytes = (range: readonly number[] = []) => `${range.map((mb) => mb.toFixed(0)).join(' / ')} MB`;

/** What a process holds of the machine's memory just now. */
const megabytesOf = async (pid: number): Promise<number> =>
  Number((await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)])).stdout) / 1024;

const memoryOf = ({ parts }: House) => {
  const [first = Number.NaN, ...later] = parts;
  return { first, smallest: Math.min(...later), largest: Math.max(...later), end: later.at(-1) ?? Number.NaN };
};

const said = (what: string, { first, smallest, largest, end }: ReturnType<typeof memoryOf>, commands: number): void => {
  const [from, least, most, to] = [first, smallest, largest, end].map((mb) => mb.toFixed(0));
  process.stderr.write(
    `${NAME}, broker ${what}: ${from} MB at first, ${least} to ${most}, ${to} in the end; ${commands} commands\n`,
  );
};

/** Seconds until all of it is in the topic, in order and without a gap. Throws where it is not. */
const comesBack = async ({ server, broker }: House): Promise<number> => {
  await broker.startAgain();
  const began = performance.now();
  const told = await allPublished(server, TOPIC, CATCHES_UP_WITHIN_MS);
  const seconds = (performance.now() - began) / 1000;
  const { events, copies, violations } = await compared(broker.brokers, TOPIC, told);
  if (violations.length > 0) throw new Error(`The topic is not what was told: ${violations.slice(0, 5).join('; ')}`);
  const after = (await megabytesOf(server.pid)).toFixed(0);
  process.stderr.write(
    `${NAME}: ${events} events are out, in order and without a gap, ${copies} copies besides; ${after} MB\n`,
  );
  return seconds;
};

const row = (
  name: string,
  value: number,
  unit: string,
  reference: string,
  referenceValue: number,
  goal = 'for comparison',
  met = true,
): Row => ({
  name: `${NAME}, ${name}`,
  value,
  unit,
  reference,
  referenceValue,
  ratio: value / referenceValue,
  goal,
  met,
});
