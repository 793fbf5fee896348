import type { PlainAnswer, PlainHandler } from '../transport/plain-http';

type Node = { readonly version: string; readonly isStopping: () => boolean; readonly hasUsers: () => boolean };

/**
 * The pages of a server that load balancers, containers and clients look at: `/health/live` (204, 503 while it stops),
 * `/ping` and `/info`. Nothing in them is secret, and whoever reaches the port may read them.
 */
export const nodePages =
  (node: Node): PlainHandler =>
  ({ method, url }) => {
    const [path = '', query = ''] = url.split('?');
    const page = Object.hasOwn(PAGES, path) ? PAGES[path] : undefined;
    if (page === undefined) return text(404, 'This port speaks gRPC, and serves /health/live, /ping and /info.');
    if (method !== 'GET' && method !== 'HEAD') return text(405, `${path} is read with GET.`);
    return page(node, new URLSearchParams(query));
  };

const text = (status: number, sentence: string): PlainAnswer => ({ status, type: 'text/plain', body: `${sentence}\n` });

const json = (body: object): PlainAnswer => ({ status: 200, type: 'application/json', body: JSON.stringify(body) });

const PAGES: Readonly<Record<string, (node: Node, query: URLSearchParams) => PlainAnswer>> = {
  '/health/live': ({ isStopping }, query) => ({ status: isStopping() ? 503 : liveCode(query.get('liveCode')) }),
  '/ping': () => json({ msgTypeId: 2, text: 'Ping request successfully handled' }),
  '/info': ({ version, hasUsers }) =>
    json({
      dbVersion: version,
      esVersion: version,
      state: 'leader',
      features: { projections: true, userManagement: false, atomPub: false },
      authentication: { type: hasUsers() ? 'internal' : 'insecure', properties: {} },
    }),
};

/** A prober that takes nothing but 200 for an answer says so. */
const liveCode = (asked: string | null): number => (asked !== null && /^[2-5]\d\d$/.test(asked) ? Number(asked) : 204);
