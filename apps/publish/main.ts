// npm run -s publish -- [--from WHEN] [--to WHEN] [--topic NAME] [--again]
// Sends what was published before once more, into any topic. Stopped or killed, it goes on where it was.
// Exit 0 all of it is there, 1 some tickets could not go out, 2 it could not be done.
import '#settings/private-files';
import 'reflect-metadata';
import { Command, InvalidArgumentError } from 'commander';
import { CannotLook, count, progressBar, withStores } from '#command-line';
import { type Backfill, openBackfill } from '#messaging/backfill';
import { configFrom, logFor, startupErrorMessage } from '#settings';

type Options = { from?: string; to?: string; topic?: string; again?: true };

const LEFT_SHOWN = 20;

const instant = (text: string): string => {
  const at = Date.parse(text);
  if (Number.isNaN(at))
    throw new InvalidArgumentError("It is a day or an instant: 2026-03-14, '2026-03-14T08:00:00Z'.");
  return new Date(at).toISOString();
};

const publish = async ({ from, to, topic, again }: Options): Promise<number> => {
  const config = configFrom(process.env);
  const { kafka } = config;
  if (!kafka) throw new CannotLook('KAFKA_BROKERS is not set. Name the brokers: host:port,host:port');
  const events = { ...kafka.events, ...(topic !== undefined && { name: topic }) };
  const span = { ...(from && { from }), ...(to && { to }), ...(again && { again }) };
  return withStores(async ({ views, source }) => {
    const backfill = await openBackfill(
      { ...kafka, events },
      { deadlines: views.deadlines, log: logFor(config) },
      span,
    );
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => backfill.stop());
    const began = performance.now();
    const bar = progressBar('read');
    try {
      if (backfill.consumer.from !== 'start') console.error('Going on where it was; --again begins anew.');
      await source.feed([backfill.consumer], { progress: bar.to });
      await backfill.settled();
    } finally {
      bar.stop();
      await backfill.close();
    }
    return reportBackfill(backfill, events.name, (performance.now() - began) / 1000);
  });
};

const reportBackfill = ({ sent, left }: Backfill, topic: string, seconds: number): number => {
  const rate = Math.round(sent / seconds).toLocaleString('en-US');
  console.log(`Sent ${count(sent, 'message')} to ${topic} in ${seconds.toFixed(1)} s (${rate} a second).`);
  for (const { ticketId, revision, reason } of left.slice(0, LEFT_SHOWN))
    console.error(`Ticket ${ticketId} ends before revision ${revision}: ${reason}`);
  if (left.length > LEFT_SHOWN) console.error(`… and ${left.length - LEFT_SHOWN} more.`);
  return left.length === 0 ? 0 : 1;
};

new Command('publish')
  .description('Sends public events to Kafka once more. Configured as the server is; the server may be running.')
  .option('--from <when>', 'published then or later; from the first one where it is not said', instant)
  .option('--to <when>', 'published before that; to the last one where it is not said', instant)
  .option('--topic <name>', 'another topic than KAFKA_TOPIC')
  .option('--again', 'from the beginning, also where it was stopped before its end')
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
  .action(async (options: Options) => {
    try {
      process.exit(await publish(options));
    } catch (error) {
      const says = error instanceof Error && ['CannotLook', 'Halted', 'Stopped', 'DamagedStore'].includes(error.name);
      console.error(says ? error.message : startupErrorMessage(error));
      if (says && !(error instanceof CannotLook)) console.error('Said once more, the command goes on where it was.');
      process.exit(2);
    }
  })
  .parseAsync();
