import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { explanationQuery, isPast, ticketQuery, type When } from '../../lib/ticket-query';

const REREAD_MS = 30_000;

/** All about one ticket, with the ETag that a decision on it must have seen. */
export const useTicket = (ticketId: string, when: When = {}) => useQuery(ticketQuery(ticketId, when));
export const useExplanation = (ticketId: string, when: When = {}) =>
  useQuery({ ...explanationQuery(ticketId, when), refetchInterval: isPast(when) ? false : REREAD_MS });
export const useMeter = (ticketId: string, enabled: boolean) =>
  useQuery({
    queryKey: ['ticket', ticketId, 'meter'],
    enabled,
    refetchInterval: REREAD_MS,
    queryFn: async ({ signal }) =>
      (await call('GET /tickets/{ticketId}/billing/meter', { path: { ticketId }, signal })).data,
  });
