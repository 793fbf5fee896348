import 'reflect-metadata';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '#kernel';
import { PROBLEMS, type Problem } from '../problems';
import { TestServer } from '../testing';
import { inRoutes, WAYS } from '../ways';
import { GUIDES } from './guides';

const server = new TestServer();
beforeAll(() => server.start());
afterAll(() => server.stop());

const LIBS = join(__dirname, '../../../libs');
const RULES = readdirSync(LIBS).filter((lib) => existsSync(join(LIBS, lib, 'domain')));
/** What a refusal names: `{ acts: ['AmendWork'], … }`. */
const ADVICE = /\bacts: \[([^\]]*)\]/g;
const routesOf = ({ serving }: TestServer) =>
  serving.routes.map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
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

  it('is not the only one who sends nobody to a route that there is not: the rules advise acts, and each has its route', () => {
    const known = routesOf(server);
    const advised = RULES.flatMap((lib) =>
      readdirSync(join(LIBS, lib, 'domain'))
        .filter((file) => /(?<!spec)\.ts$/.test(file))
        .flatMap((file) => [...readFileSync(join(LIBS, lib, 'domain', file), 'utf8').matchAll(ADVICE)])
        .flatMap(([, acts = '']) => [...acts.matchAll(/'(\w+)'/g)].map(([, act = '']) => act)),
    );
    expect(advised.length).toBeGreaterThan(30);
    expect(advised.filter((act) => !WAYS.has(act))).toStrictEqual([]);
    expect([...WAYS.values()].filter((route) => !known.includes(route))).toStrictEqual([]);
  });

  it('sends nobody to a route that there is not', () => {
    const known = routesOf(server);
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

describe('The advice of a refusal', () => {
  const determined = new DomainError('fault.determined', 'Cycle 2 is determined already. Supersede it instead.', {
    acts: ['SupersedeDetermination'],
    of: { cycle: 2 },
  });
  it('names the route, with what is meant', () =>
    expect(inRoutes(determined, { ticketId: '7K3M9QXZW', cycle: '1' })).toBe(
      'Cycle 2 is determined already. Supersede it instead: POST /tickets/7K3M9QXZW/cycles/2/supersession.',
    ));
  it('leaves a blank where nobody has said what is meant', () =>
    expect(inRoutes(determined)).toMatch(/: POST \/tickets\/\{ticketId\}\/cycles\/2\/supersession\.$/));
  it('names each route where there are several', () => {
    const waits = new DomainError('erasure.not-yet', 'A charge waits. Approve or waive it first.', {
      acts: ['ApproveBilling', 'WaiveBilling'],
    });
    expect(inRoutes(waits, { ticketId: 'T1' })).toBe(
      'A charge waits. Approve or waive it first: POST /tickets/T1/billing/approval, POST /tickets/T1/billing/waiver.',
    );
  });
  it('is the sentence alone where it advises nothing', () =>
    expect(inRoutes(new DomainError('ticket.exists', 'It is open already.'))).toBe('It is open already.'));
});
