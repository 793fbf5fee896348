import { useQuery } from '@tanstack/react-query';
import { call } from '../../lib/call';
import { ticketQuery } from '../../lib/ticket-query';

const REREAD_MS = 30_000;

/** All about one ticket, with the ETag that a decision on it must have seen. */
export const useTicket = (ticketId: string) => useQuery(ticketQuery(ticketId));
export const useExplanation = (ticketId: string) =>
  useQuery({
    queryKey: ['ticket', ticketId, 'explanation'],
    refetchInterval: REREAD_MS,
    queryFn: async ({ signal }) =>
      (await call('GET /tickets/{ticketId}/sla/explanation', { path: { ticketId }, signal })).data,
  });
export const useMeter = (ticketId: string, enabled: boolean) =>
  useQuery({
    queryKey: ['ticket', ticketId, 'meter'],
    enabled,
    refetchInterval: REREAD_MS,
    queryFn: async ({ signal }) =>
      (await call('GET /tickets/{ticketId}/billing/meter', { path: { ticketId }, signal })).data,
  });
