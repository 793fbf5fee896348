// Two servers on one event store and one key file: what one of them destroys, the other one reads no more.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type Child, endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { ApiClient, until } from '../public/api-client';
import { type Answer, erase, forgotten, toldOf } from './answers';
import { filesWith } from './on-disk';
import { tell } from './story';

const PATIENCE_MS = 300_000;
const aWord = () => `Quux${randomUUID().replaceAll('-', '')}`;

describe('What was erased on one server', () => {
  const directory = scratch('erasure-two');
  let node: Child;
  let front: ApiClient;
  let back: ApiClient;
  beforeAll(async () => {
    node = startChild('apps/store/main.js', ['serve', join(directory, 'store'), '--port', '0']);
    const [, address] = await node.line(/^LISTENING (\S+)/);
    const env = { EVENTSTORE_URL: `esdb://${address}?tls=false` };
    front = await ApiClient.open(directory, { ...env, ROLES: 'api' });
    back = await ApiClient.open(directory, { ...env, ROLES: 'api,projector,sla,billing,public' });
  }, PATIENCE_MS);
  afterAll(async () => {
    await endAll();
    discard(directory);
  });

  it(
    'is read by none of them, though both had it in mind',
    async () => {
      const [word, kept] = [aWord(), aWord()];
      const ticketId = await tell(front, word);
      const other = await tell(back, kept);
      for (const desk of [front, back])
        await until(
          async () => (await toldOf(desk, ticketId)) + (await toldOf(desk, other)),
          (told) => told.includes(`No calls: ${word}`) && told.includes(`No calls: ${kept}`),
        );
      expect((await erase(front, ticketId)).status).toBe(200);
      for (const desk of [front, back]) {
        await forgotten(desk, ticketId, directory, word);
        expect(await toldOf(desk, other)).toContain(`determined: ${kept}`);
      }
    },
    PATIENCE_MS,
  );

  it(
    'takes with it what was said on the tickets that were merged into it',
    async () => {
      const word = aWord();
      const open = async () => {
        const opening = { client: 'acme', channel: 'phone', priority: 'P3', summary: `No calls, says ${word}` };
        return (await front.say<Answer>('agent', '/tickets', opening)).body.ticketId as string;
      };
      const [source, survivor] = [await open(), await open()];
      const say = async (path: string, body: object) => {
        const answer = await front.say<Answer>('agent', `/tickets/${path}`, body);
        expect([path, answer.status]).toStrictEqual([path, 200]);
      };
      await say(`${source}/notes`, { text: `${word} called again` });
      await say(`${source}/merge`, { into: survivor, reason: `${word} called twice` });
      await until(
        () => front.get<Answer>('auditor', `/tickets/${survivor}/history`),
        ({ body }) => body.some(({ event }: Answer) => event.type === 'MergeAbsorbed'),
      );
      const early = await erase(front, source);
      expect([early.status, early.body.code]).toStrictEqual([409, 'erasure.not-yet']);
      expect(early.body.detail).toContain(survivor);
      await say(`${survivor}/cancellation`, { reason: `${word} gave up` });
      expect((await erase(front, survivor)).status).toBe(200);
      for (const ticketId of [source, survivor]) await forgotten(back, ticketId, directory, word);
      expect(filesWith(directory, word)).toStrictEqual([]);
    },
    PATIENCE_MS,
  );
});
