// Everything that anybody is told of a ticket, and when nothing of it has a word any more.

import { type ApiClient, until } from '../public/api-client';
import { filesWith } from './on-disk';

// biome-ignore lint/suspicious/noExplicitAny: whatever a route answers.
export type Answer = any;

export const erase = (desk: ApiClient, ticketId: string) =>
  desk.say<Answer>('supervisor', `/tickets/${ticketId}/erasure`, { ground: 'requested' });

export const toldOf = async (desk: ApiClient, ticketId: string): Promise<string> => {
  const paths = [
    ['auditor', `/tickets/${ticketId}/history`],
    ['supervisor', `/tickets/${ticketId}/page`],
    ['supervisor', `/tickets/${ticketId}`],
    ['supervisor', `/tickets/${ticketId}/billing`],
    ['supervisor', `/tickets/${ticketId}/sla/explanation`],
    ['client-contact', `/tickets/${ticketId}/page`],
    ['auditor', `/feed/tickets/${ticketId}`],
    ['supervisor', '/tickets?limit=200'],
    ['supervisor', `/tickets/${ticketId}/proposals`],
    ['supervisor', '/queues/proposals'],
    ['supervisor', '/queues/fault-reviews'],
    ['supervisor', '/stuck'],
  ] as const;
  const answers = await Promise.all(paths.map(([role, path]) => desk.get<Answer>(role, path)));
  for (const [i, { status }] of answers.entries()) if (status !== 200) throw new Error(`${paths[i]?.[1]}: ${status}`);
  return JSON.stringify(answers.map(({ body }) => body));
};

/** Resolves when no file and no answer has the word any more. */
export const forgotten = async (desk: ApiClient, ticketId: string, directory: string, word: string): Promise<void> => {
  await until(
    async () => filesWith(directory, word),
    (files) => files.length === 0,
  );
  await until(
    async () => (await toldOf(desk, ticketId)).includes(word),
    (isTold) => !isTold,
  );
};
