// How the page speaks to the API: one function, typed by the description of the API. Who signs in gets a cookie that no
// script can read, so that there is no key here.

import type { DryRun, FieldFault, Operations } from '../types.gen';
import { sawServerTime } from './time';

export type Operation = keyof Operations;
type RequestOptions<K extends Operation> = {
  readonly path?: Operations[K]['path'];
  readonly query?: Operations[K]['query'];
  readonly body?: Operations[K]['body'];
  /** One for each intention: sent again under the same key it is done once. */
  readonly key?: string;
  readonly ifMatch?: string | undefined;
  /** Only asks what it would come to. */
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
};
export type ApiAnswer<K extends Operation> = { readonly data: Operations[K]['answer']; readonly etag: string | null };

/** What the API refused, in its own words; `code` is `network` where nobody answered. */
export class Refused extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly errors: readonly FieldFault[];
  constructor(problem: {
    status: number;
    code: string;
    title: string;
    detail: string;
    errors?: readonly FieldFault[];
  }) {
    super(problem.detail);
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.errors = problem.errors ?? [];
  }
}

export const call = <K extends Operation>(operation: K, asked: RequestOptions<K> = {}): Promise<ApiAnswer<K>> => {
  const [method = 'GET', template = ''] = operation.split(' ');
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((asked.path as Record<string, unknown> | undefined)?.[name])),
  );
  return send(method, `${path}${queryOf(asked.query)}`, asked) as Promise<ApiAnswer<K>>;
};

type CommandOptions = Pick<RequestOptions<Operation>, 'key' | 'ifMatch' | 'signal'> & { readonly body: unknown };
/** A command as the server itself offers it: by its path. */
export const say = (path: string, asked: CommandOptions) =>
  send('POST', path, asked as RequestOptions<Operation>) as Promise<{ readonly data: { readonly position?: string } }>;

/** What it would change; nothing is done. */
export const askDry = async (path: string, asked: Omit<CommandOptions, 'key'>): Promise<DryRun> => {
  const key = crypto.randomUUID();
  return (await send('POST', path, { ...(asked as RequestOptions<Operation>), key, dryRun: true })).data as DryRun;
};

/** The bytes of a file, for a ticket. */
export const attach = (ticketId: string, file: File, key: string): Promise<unknown> =>
  send('POST', `/tickets/${encodeURIComponent(ticketId)}/files${queryOf({ name: file.name })}`, { key, file });

const queryOf = (query: object | undefined): string => {
  const pairs = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== '');
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]))}`;
};

type Sent = RequestOptions<Operation> & { readonly file?: File };
const send = async (method: string, url: string, { body, file, key, ifMatch, dryRun, signal }: Sent) => {
  const response = await fetch(url, {
    method,
    headers: {
      'x-faultline-console': '1',
      ...(method === 'POST' && { 'content-type': file ? 'application/octet-stream' : 'application/json' }),
      ...(key !== undefined && { 'idempotency-key': key }),
      ...(ifMatch !== undefined && { 'if-match': ifMatch }),
      ...(dryRun && { prefer: 'dry-run' }),
    },
    ...(file ? { body: file } : body !== undefined && { body: JSON.stringify(body) }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    throw new Refused({ status: 0, code: 'network', title: 'Nobody answers', detail: NOBODY_ANSWERS });
  });
  const data: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusalOf(response.status, data);
  const { at } = (data ?? {}) as { at?: unknown };
  if (typeof at === 'string') sawServerTime(at);
  return { data, etag: response.headers.get('etag') };
};

const NOBODY_ANSWERS = 'The server does not answer. Nothing is lost: try again in a moment.';

const refusalOf = (status: number, data: unknown): Refused => {
  const problem = data as Partial<ConstructorParameters<typeof Refused>[0]> | undefined;
  return new Refused({
    status,
    code: problem?.code ?? 'server.failed',
    title: problem?.title ?? 'Something went wrong',
    detail: problem?.detail ?? `The server answered ${status} and nothing more. Try again.`,
    ...(problem?.errors && { errors: problem.errors }),
  });
};
