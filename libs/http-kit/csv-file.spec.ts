import fastify, { type FastifyInstance } from 'fastify';
import { answerCsvList } from './csv';

const PAGE = 200;
const COLUMNS = { n: (row: { n: number }) => row.n };
type Query = { readonly limit: number; readonly limited: boolean; readonly after?: string };

/** A list of so many rows, which fails at a place where there is one. */
const listOf =
  (rows: number, failsAt = Number.POSITIVE_INFINITY) =>
  async ({ limit, after = '0' }: Omit<Query, 'limited'>) => {
    const from = Number(after);
    if (from >= failsAt) throw new Error('The database does not answer.');
    const found = Array.from({ length: Math.min(limit, rows - from) }, (_, index) => ({ n: from + index }));
    return { rows: found, ...(from + limit < rows && { next: String(from + limit) }) };
  };

let server: FastifyInstance;
const served = async (list: ReturnType<typeof listOf>, query: Query = { limit: 50, limited: false }) => {
  server = fastify();
  server.get('/list', (_request, reply) => answerCsvList(reply, 'list', COLUMNS, query, list));
  return `${await server.listen({ port: 0, host: '127.0.0.1' })}/list`;
};
afterEach(() => server.close());

describe('A list as a file', () => {
  it('is whole above twenty thousand rows, each once and in order', async () => {
    const rows = 25_001;
    const lines = (await (await fetch(await served(listOf(rows)))).text()).split('\r\n').slice(1, -1);
    expect(lines).toStrictEqual(Array.from({ length: rows }, (_, n) => String(n)));
  });

  it('breaks off where the rest cannot be read, so that nobody takes a part for the whole', async () => {
    const response = await fetch(await served(listOf(25_001, 5 * PAGE)));
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
  });

  it('is a refusal like any other where nothing can be read', async () => {
    expect((await fetch(await served(listOf(25_001, 0)))).status).toBe(500);
  });
});
