import type { Server } from '../programs/server';

const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'No calls in or out' };
/** One command, as anybody would send it; under a key of its own where none is given. */
export const command = async ({ url, keys }: Server, key: string = crypto.randomUUID()) => {
  const response = await fetch(`${url}/tickets`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${keys.agent}`,
      'idempotency-key': key,
      'content-type': 'application/json',
    },
    body: JSON.stringify(opening),
  });
  return { status: response.status, retryAfter: response.headers.get('retry-after'), body: await response.text() };
};
