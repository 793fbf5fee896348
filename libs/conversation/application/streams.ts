import { streamOf } from '#kernel';

export const mailStream = (ticketId: string): string => streamOf('mail', ticketId);
export const inboxStream = (mailId: string): string => streamOf('inbox', mailId);
