// The thread in which a subscription is read ahead of whoever takes from it (`source-ahead.ts`).

import { parentPort, workerData } from 'node:worker_threads';
import type { AllStreamRecordedEvent } from '@eventstore/db-client';
import { tame } from '../client/client';
import { Source } from './source';
import { type Ahead, errorOf, type FromThread, itemsAsText, saidOf, TAKE, type ToThread } from './thread-wire';

const { url, prefixes, from } = workerData as Ahead;
const say = (message: FromThread) => parentPort?.postMessage(message);
const logged = (level: 'info' | 'warn' | 'error') => (fields: object, msg: string) =>
  say({ is: 'logged', level, fields, msg });

let answer: (refused: Error | undefined) => void = () => {};
const verify = (last: AllStreamRecordedEvent): Promise<void> =>
  new Promise((resolve, reject) => {
    answer = (refused) => (refused ? reject(refused) : resolve());
    say({ is: 'verify', last: itemsAsText([{ kind: 'event', at: last.position, event: last }]) });
  });

const source = new Source({
  client: tame(url).client,
  prefixes,
  from,
  verify,
  onLost: () => say({ is: 'lost' }),
  log: { info: logged('info'), warn: logged('warn'), error: logged('error') },
});

let reading: Promise<void> = Promise.resolve();
const readOn = async (): Promise<void> => say({ is: 'items', items: itemsAsText(await source.take(TAKE)) });

parentPort?.on('message', (message: ToThread) => {
  if (message.is === 'verified') answer(message.refused && errorOf(message.refused));
  else reading = reading.then(readOn).catch((error: Error) => say({ is: 'failed', error: saidOf(error) }));
});
