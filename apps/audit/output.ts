// What a command says: a table for a person, JSON or CSV for a program. And how instants are written on its line.

import Table from 'cli-table3';
import pc from 'picocolors';
import { CannotLook } from '#command-line';

export type Row = Readonly<Record<string, string | number | boolean | undefined>>;
export type Format = { readonly json?: boolean; readonly csv?: boolean };

/** `document` is what JSON says, where that is more than the rows. */
export const print = (rows: readonly Row[], format: Format, document: unknown = rows): void => {
  const text = format.json ? JSON.stringify(document) : format.csv ? csvOf(rows) : tableOf(rows);
  if (text !== '') console.log(text);
};

const namesIn = (rows: readonly Row[]): readonly string[] => [...new Set(rows.flatMap((row) => Object.keys(row)))];
const cellsIn = (rows: readonly Row[], names: readonly string[]): string[][] =>
  rows.map((row) => names.map((name) => String(row[name] ?? '')));

const csvOf = (rows: readonly Row[]): string => {
  const names = namesIn(rows);
  return [names, ...cellsIn(rows, names)].map((line) => line.map(csvCell).join(',')).join('\n');
};

const tableOf = (rows: readonly Row[]): string => {
  if (rows.length === 0) return 'Nothing.';
  const names = namesIn(rows);
  const head = names.map((name) => pc.bold(name));
  const table = new Table({ head, style: { head: [], border: [] }, chars: PLAIN });
  table.push(...cellsIn(rows, names));
  return table.toString();
};

/** A heading for people; programs do not see it. */
export const say = (line: string, { json, csv }: Format): void => {
  if (!json && !csv) console.log(line);
};

const PLAIN = Object.fromEntries(
  'top,top-mid,top-left,top-right,bottom,bottom-mid,bottom-left,bottom-right,left,left-mid,mid,mid-mid,right,right-mid'
    .split(',')
    .map((name) => [name, '']),
);

/** A cell that a spreadsheet would take for a formula is text. */
const csvCell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) && Number.isNaN(Number(text)) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds. Throws `CannotLook` on a time without an offset, or on none at all. */
export const instantOf = (text: string, option: string): number => {
  const at = Date.parse(text);
  if (INSTANT.test(text) && !Number.isNaN(at)) return at;
  throw new CannotLook(
    `${option} is '${text}', which is no instant. Write it with its offset: 2026-03-14T03:10:00-05:00, or …Z.`,
  );
};
export const dollars = (cents: number): string => `${cents < 0 ? '-' : ''}$${(Math.abs(cents) / 100).toFixed(2)}`;
