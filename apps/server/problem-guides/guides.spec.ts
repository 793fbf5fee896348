import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBLEMS, type Problem } from '../problems';
import { TestServer } from '../testing';
import { GUIDES } from './guides';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const LIBS = join(__dirname, '../../../libs');
const RULES = ['ticketing/domain', 'billing/domain', 'approvals/domain'];
/** Such as `POST …/work/${workId}/amendments`, in a sentence. */
const ADVICE = /\b(GET|POST) …\/((?:\$?\{[\w.]+\}|[\w-]+)(?:\/(?:\$?\{[\w.]+\}|[\w-]+))*)/g;
const OF_ALL = ['/docs-json'];
/** The routes that a sentence names, as `GET /tickets/{ticketId}`. */
const routesIn = (sentence: string) =>
  [...sentence.matchAll(/\b(GET|POST) (\/[\w{}/-]+)/g)].map(([, method, path]) => ({ method, path }));

describe('The guide to a refusal', () => {
  it('says what brings it about, what to do, and gives an example, for every code', async () => {
    for (const code of Object.keys(PROBLEMS) as Problem[]) {
      const { body } = await server.request('GET', `/problems/${code}`);
      expect(body).toStrictEqual({
        code,
        status: PROBLEMS[code][0],
        title: PROBLEMS[code][1],
        cause: expect.stringMatching(/^[A-Z`].{10,}\.$/s),
        fix: expect.stringMatching(/^[A-Z`].{5,}\.$/s),
        example: expect.stringMatching(/.{5,}/),
      });
    }
  });

  it('is not the only one who sends nobody to a route that there is not: the refusals of the rules do not either', () => {
    const onTickets = server.serving.routes
      .filter(({ path }) => path.startsWith('/tickets/:ticketId/'))
      .map(({ method, path }) => `${method} ${path.replace('/tickets/:ticketId/', '').replace(/:\w+/g, '{}')}`);
    const named = RULES.flatMap((folder) =>
      readdirSync(join(LIBS, folder))
        .filter((file) => /(?<!spec)\.ts$/.test(file))
        .flatMap((file) => [...readFileSync(join(LIBS, folder, file), 'utf8').matchAll(ADVICE)])
        .map(([, method, path = '']) => `${method} ${path.replace(/\$?\{\w+(\.\w+)?\}/g, '{}')}`),
    );
    expect(named.length).toBeGreaterThan(20);
    expect(named.filter((route) => !onTickets.includes(route))).toStrictEqual([]);
  });

  it('sends nobody to a route that there is not', () => {
    const known = server.serving.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    for (const [code, [cause, fix]] of Object.entries(GUIDES))
      for (const { method, path } of routesIn(`${cause} ${fix}`))
        if (!OF_ALL.includes(path ?? '') && path !== '/problems/{code}')
          expect([code, known.includes(`${method} ${path}`), `${method} ${path}`]).toStrictEqual([
            code,
            true,
            `${method} ${path}`,
          ]);
  });
});
