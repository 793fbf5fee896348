import { queryOptions } from '@tanstack/react-query';
import { call } from './call';

/**
 * Two instants, ISO 8601: what had happened by the one, of what was known at the other. Empty is today, and what is known
 * today.
 */
export type When = { readonly asOf?: string | undefined; readonly knownAt?: string | undefined };
export const isPast = ({ asOf, knownAt }: When): boolean => asOf !== undefined || knownAt !== undefined;
const keyOf = ({ asOf = '', knownAt = '' }: When): string => `${asOf} ${knownAt}`;
/** What was, stays as it was; and what stood before is shown until the next is there, so that nothing jumps. */
const PAST = { staleTime: Number.POSITIVE_INFINITY, placeholderData: <T>(before: T) => before } as const;

/** All about one ticket, with the ETag that a decision on it must have seen. */
export const ticketQuery = (ticketId: string, when: When = {}) =>
  queryOptions({
    queryKey: [isPast(when) ? 'past' : 'ticket', ticketId, 'page', keyOf(when)],
    retry: isPast(when) ? false : 2,
    queryFn: async ({ signal }) => {
      const { data, etag } = await call('GET /tickets/{ticketId}/page', { path: { ticketId }, query: when, signal });
      return { page: data, etag: etag ?? undefined };
    },
    ...(isPast(when) && PAST),
  });

/** Each clock with the stretches that it counted and did not. */
export const explanationQuery = (ticketId: string, when: When = {}) =>
  queryOptions({
    queryKey: [isPast(when) ? 'past' : 'ticket', ticketId, 'explanation', keyOf(when)],
    queryFn: async ({ signal }) =>
      (await call('GET /tickets/{ticketId}/sla/explanation', { path: { ticketId }, query: when, signal })).data,
    ...(isPast(when) && PAST),
  });
