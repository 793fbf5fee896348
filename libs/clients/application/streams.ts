import { streamOf } from '#kernel';

export const clientStream = (clientId: string): string => streamOf('client', clientId);
export const STAFF = streamOf('register', 'staff');
export const CLIENT_REGISTER = streamOf('register', 'clients');
