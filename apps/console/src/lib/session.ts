// Who is signed in.

import { useQuery } from '@tanstack/react-query';
import type { BrowserSession, Principal } from '../types.gen';
import { call } from './call';
import { timeStands } from './time';

export const SESSION = ['session'];
export const useSession = () =>
  useQuery({
    queryKey: SESSION,
    queryFn: async (): Promise<BrowserSession> => {
      const { data } = await call('GET /session');
      timeStands(data.clock === 'standing');
      return data;
    },
    staleTime: 60_000,
  });

export const isClient = ({ role }: Principal): boolean => role === 'client-contact' || role === 'noc-contact';
