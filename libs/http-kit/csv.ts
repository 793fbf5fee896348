// Comma-separated values by RFC 4180, for spreadsheets: a cell that a spreadsheet would take for a formula is made text.

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import type { Page } from '#read-store';

export type Cell = string | number | boolean | null | undefined;
/** A column's heading, and what stands in it. */
export type CsvColumns<Row> = Readonly<Record<string, (row: Row) => Cell>>;

/**
 * What spreadsheets calculate: a formula at the beginning of a cell, or behind what may end a cell where another
 * separator is the custom (a German Excel takes `;`). A plain number, below zero too, is none.
 */
const NUMBER = /^-?\d+(\.\d+)?$/;
const FORMULA = /(^|[;|\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠])/gu;
/** Some spreadsheets take a tab or a line break at the beginning for one as well. */
const LEADING = /^[\t\r\n]/;
const NEEDS_QUOTES = /[",;|\t\r\n]/;

const cellOf = (value: Cell): string => {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const text = NUMBER.test(value) ? value : value.replace(FORMULA, "$1'$2").replace(LEADING, "'$&");
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

const linesOf = (lines: readonly (readonly Cell[])[]): string =>
  lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
const rowsOf = <Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string =>
  linesOf(rows.map((row) => Object.values(columns).map((cell) => cell(row))));
/** Excel takes a file without it for one in the machine's own encoding. */
const BYTE_ORDER_MARK = '\ufeff';

/** A mark, a header and a line for each row; every line ends with CRLF. */
export const csvOf = <Row>(columns: CsvColumns<Row>, rows: readonly Row[]): string =>
  BYTE_ORDER_MARK + linesOf([Object.keys(columns)]) + rowsOf(columns, rows);

/** Columns that are called as the fields that stand in them. */
export const csvFields = <Row extends object>(...names: readonly (keyof Row & string)[]): CsvColumns<Row> =>
  Object.fromEntries(names.map((name) => [name, (row: Row) => row[name] as Cell]));

/** Dollars and cents as a spreadsheet adds them up. */
export const dollarsOf = (cents: number): string => {
  const whole = Math.trunc(Math.abs(cents) / 100);
  return `${cents < 0 ? '-' : ''}${whole}.${String(Math.abs(cents) % 100).padStart(2, '0')}`;
};

/** The body of an answer that is a file to be opened. */
export const answerCsv = (reply: FastifyReply, name: string, text: string): string => {
  asFile(reply, name);
  return text;
};

const asFile = (reply: FastifyReply, name: string): void => {
  reply.header('content-type', 'text/csv; charset=utf-8; header=present');
  reply.header('content-disposition', `attachment; filename="${name}.csv"`);
};

/** What a list is asked for as a file. */
type FileQuery = { readonly limit: number; readonly limited: boolean; readonly after?: string; readonly past?: string };
const PAGE_MAX = 200;

/**
 * A list as a file: whole, however long it is, unless a limit was asked for; then a `Link` leads to the rows behind it.
 * A long file is read a page at a time while it is sent, and no faster than it is taken. Throws what `ask` throws of
 * the first page; where a later one fails, the connection breaks, so that nobody takes a part for the whole.
 */
export const answerCsvList = async <Q extends FileQuery, Row>(
  reply: FastifyReply,
  name: string,
  columns: CsvColumns<Row>,
  { limited, ...query }: Q,
  ask: (query: Omit<Q, 'limited'>) => Promise<Page<Row>>,
): Promise<string | Readable> => {
  const first = await ask(limited ? query : { ...query, limit: PAGE_MAX });
  asFile(reply, name);
  if (limited && first.next !== undefined) reply.header('link', `<${hrefOf(reply, first.next)}>; rel="next"`);
  if (limited || first.next === undefined) return csvOf(columns, first.rows);
  const { past: _, ...rest } = query;
  return Readable.from(
    (async function* () {
      yield csvOf(columns, first.rows);
      for (let after = first.next; after !== undefined; ) {
        const page = await ask({ ...(rest as Omit<Q, 'limited'>), limit: PAGE_MAX, after });
        yield rowsOf(columns, page.rows);
        after = page.next;
      }
    })(),
    { objectMode: false },
  );
};

/** The same list, as a file and with everything else that was asked for, behind a place. */
const hrefOf = ({ request }: FastifyReply, cursor: string): string => {
  const [path = '', query = ''] = request.url.split('?', 2);
  const parameters = new URLSearchParams(query);
  parameters.delete('after');
  parameters.set('format', 'csv');
  parameters.set('cursor', cursor);
  return `${path}?${parameters}`;
};
