// Comma-separated values by RFC 4180, for spreadsheets: a cell that a spreadsheet would take for a formula is made text.

import type { FastifyReply } from 'fastify';

export type Cell = string | number | boolean | null | undefined;
/** A column's heading, and what stands in it. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/** What spreadsheets calculate; a plain number, below zero too, is none. */
const FORMULA = /^(?!-?\d+(\.\d+)?$)[=+\-@\t\r\n＝＋－＠]/u;
const NEEDS_QUOTES = /[",\r\n]/;

const cellOf = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A header and a line for each row; every line ends with CRLF. */
export const csvOf = <Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string =>
  [Object.keys(columns), ...rows.map((row) => Object.values(columns).map((cell) => cell(row)))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('');

/** Columns that are called as the fields that stand in them. */
export const csvFields = <Row extends object>(...names: readonly (keyof Row & string)[]): CsvColumns<Row> =>
  Object.fromEntries(names.map((name) => [name, (row: Row) => row[name] as Cell]));

/** Dollars and cents as a spreadsheet adds them up. */
export const dollarsOf = (cents: number): string => {
  const whole = Math.trunc(Math.abs(cents) / 100);
  return `${cents < 0 ? '-' : ''}${whole}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
};

/** The body of an answer that is a file to be opened; `next` where there is more than one file can hold. */
export const answerCsv = (reply: FastifyReply, name: string, text: string, next?: string): string => {
  reply.header('content-type', 'text/csv; charset=utf-8; header=present');
  reply.header('content-disposition', `attachment; filename="${name}.csv"`);
  if (next !== undefined) reply.header('link', `<?cursor=${next}>; rel="next"`);
  return text;
};
