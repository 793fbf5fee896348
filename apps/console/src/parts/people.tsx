import { useQuery } from '@tanstack/react-query';
import { call } from '../lib/call';

/** Fields in which somebody of the staff is named. */
export const NAMES_SOMEBODY: readonly string[] = ['assignee', 'person', 'engineer'];

/** Who works here, offered while a name is typed; until there is a register nobody is. */
export const People = ({ id }: { id: string }) => {
  const staff = useQuery({
    queryKey: ['staff'],
    staleTime: 60_000,
    retry: false,
    queryFn: async () => (await call('GET /staff')).data.staff,
  }).data;
  return (
    <datalist id={id}>
      {staff?.map(({ staffId, name }) => (
        <option key={staffId} value={staffId}>
          {name}
        </option>
      ))}
    </datalist>
  );
};
