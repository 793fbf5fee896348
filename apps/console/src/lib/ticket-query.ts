import { queryOptions } from '@tanstack/react-query';
import { call } from './call';

/** All about one ticket, with the ETag that a decision on it must have seen. */
export const ticketQuery = (ticketId: string) =>
  queryOptions({
    queryKey: ['ticket', ticketId, 'page'],
    queryFn: async ({ signal }) => {
      const { data, etag } = await call('GET /tickets/{ticketId}/page', { path: { ticketId }, signal });
      return { page: data, etag: etag ?? undefined };
    },
  });
