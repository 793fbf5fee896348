// `npm start`: the server. `npm start -- --demo`: the same, telling its story. `… keys issue …`: an API key.

import 'reflect-metadata';
import { flushCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { systemClock } from '#kernel';
import { type Config, configFrom, logFor, startupErrorMessage } from '#settings';
import { adoptKeys } from './adopt-keys';
import { banner } from './banner';
import { busyWith, during } from './busy';
import { demo } from './demo';
import { keysCommand } from './keys-command';
import { run } from './run';

const USAGE = 'Usage: npm start [-- --demo], or npm start -- keys issue|list|revoke|adopt …';

const main = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    strict: false,
    options: { demo: { type: 'boolean' } },
  });
  const config = configFrom(process.env);
  if (positionals[0] === 'keys' && positionals[1] === 'adopt') return adoptKeys(config);
  if (positionals[0] === 'keys') return keysCommand(config, process.argv.slice(process.argv.indexOf('keys') + 1));
  const unknown = Object.keys(values).find((name) => name !== 'demo') ?? positionals[0];
  if (unknown !== undefined) {
    console.error(`'${unknown}' is not understood. ${USAGE}`);
    return 2;
  }
  const asked = stopAsked(config);
  if (values.demo) return demo(config, asked);
  const running = await during('starting', run(config, systemClock));
  if (config.mode === 'development') console.log(banner(config, running));
  flushCompileCache(); // all that is needed is loaded by now, and who is killed later on keeps nothing
  await asked;
  await running.stop();
  return 0;
};

/** From the signal on; a supervisor that allows ten seconds must not have to kill us, on a busy machine neither. */
const STOPS_WITHIN_MS = 9_000;

/** Resolves when somebody asks us to stop; who asks twice does not wait, and nobody waits for ever. */
const stopAsked = (config: Config): Promise<void> =>
  new Promise((resolve) => {
    let asked = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const)
      process.on(signal, () => {
        if (asked) process.exit(1);
        asked = true;
        const since = performance.now();
        setTimeout(() => {
          const afterMs = Math.round(performance.now() - since);
          logFor(config).error({ busy: busyWith(), afterMs }, 'did not stop in time, and ends all the same');
          process.exit(1);
        }, STOPS_WITHIN_MS);
        resolve();
      });
  });

// Something that nobody awaits has failed: what state it leaves behind is not known, so this process ends, and says why.
for (const event of ['unhandledRejection', 'uncaughtException'] as const)
  process.on(event, (error: unknown) => {
    const stack = error instanceof Error ? error.stack : String(error);
    logFor({ logLevel: 'error' }).error({ event, stack }, 'this process ends on an error that nothing handles');
    process.exit(1);
  });

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(startupErrorMessage(error));
    process.exit(1);
  },
);
