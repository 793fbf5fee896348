import type { FastifyReply } from 'fastify';
import { requestError } from './request-error';

/** The requested page. A cursor that no page handed out is the caller's mistake: throws `query.invalid`. */
export const paged = async <T>(page: Promise<T>): Promise<T> => {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw requestError('query.invalid', `${error.message} Begin without it, or ask for something else.`);
  }
};

/** Whether only the headers are wanted: a stream that had no body to send would never end. */
export const isHead = ({ request }: FastifyReply): boolean => request.method === 'HEAD';
