import { streamOf } from '#kernel';

export const outageStream = (outageId: string): string => streamOf('outage', outageId);
export const holdStream = (ticketId: string): string => streamOf('outaged', ticketId);
