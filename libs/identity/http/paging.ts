import { edgeRefusal } from './edge-problem';
import { Count, Optional, Text } from './fields';

const PAGE = 50;
const PAGE_MAX = 200;

/** What every list may be asked for. */
export class PageQueryDto {
  /** How many; 50 where it is not said. */
  @Optional() @Count(PAGE_MAX) limit?: string;
  /** Where the page before this one ended: its `next`. */
  @Optional() @Text(1, 500) after?: string;
}

export const pageOf = ({ limit, after }: PageQueryDto): { readonly limit: number; readonly after?: string } => ({
  limit: limit === undefined ? PAGE : Number(limit),
  ...(after !== undefined && { after }),
});

/** The page that was asked for. A place in the list that nobody gave out is the asker's mistake. */
export const paged = async <T>(page: Promise<T>): Promise<T> => {
  try {
    return await page;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw edgeRefusal('query.invalid', "'after' is no place in this list. Take 'next' from the page before.");
  }
};
