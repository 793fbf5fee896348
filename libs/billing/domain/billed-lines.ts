// What parts of the months' record share.

import { DomainError, type Instead } from '#kernel';
import type { LedgerMonths } from './months';

export const invoiceKey = (month: string, client: string): string => `${month} ${client}`;

/** Throws `month.open`, `invoice.unknown` where the client has no line. */
export const mustHaveLines = ({ closed }: LedgerMonths, month: string, client: string): void => {
  const lines = closed.get(month);
  if (!lines)
    throw monthRefusal('month.open', `${month} is not closed. Close it first.`, {
      acts: ['CloseMonth'],
      of: { month },
    });
  if (![...lines.values()].some((line) => line.client === client))
    throw monthRefusal('invoice.unknown', `${client} has no line in ${month}, so that there is nothing to invoice.`);
};
export const monthRefusal = (code: MonthProblem, message: string, instead?: Instead) =>
  new DomainError(code, message, instead);
export type MonthProblem = `month.${'not-over' | 'not-next' | 'open'}` | `invoice.${'issued' | 'unknown'}`;
