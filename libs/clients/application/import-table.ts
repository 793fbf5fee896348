// The table that clients are imported from: what its columns are called, and what a line says.

import { parse } from 'csv-parse/sync';
import type { ClientCommand } from '../domain/client-commands';
import { CONTACT_ROLES, type ContactRole } from '../domain/client-events';

/** In the file's own count: the heading is line 1. */
export type ImportFault = { readonly line: number; readonly message: string };
/** A line says that the client is registered, and may name one contact, one site and one service of it. */
export type ImportLine = {
  readonly line: number;
  readonly client: string;
  readonly commands: readonly ClientCommand[];
};

const IMPORT_COLUMNS = [
  'client',
  'name',
  'site',
  'site_name',
  'site_address',
  'service',
  'service_product',
  'service_name',
  'contact',
  'contact_name',
  'contact_role',
  'contact_email',
  'contact_phone',
] as const;
type Column = (typeof IMPORT_COLUMNS)[number];
type Cells = Readonly<Partial<Record<Column, string>>>;

const ID = /^[A-Za-z0-9][A-Za-z0-9._@:-]{0,99}$/;
const TEXT_MAX = 200;

export const readTable = (
  csv: string,
): { readonly lines: readonly ImportLine[]; readonly faults: readonly ImportFault[] } => {
  const read = recordsOf(csv);
  if ('fault' in read) return { lines: [], faults: [read.fault] };
  const lines: ImportLine[] = [];
  const faults: ImportFault[] = [];
  for (const { record, line } of read.records) {
    const wrong = faultsIn(record);
    if (wrong.length > 0) faults.push(...wrong.map((message) => ({ line, message })));
    else lines.push({ line, client: record.client ?? '', commands: commandsOf(record) });
  }
  return { lines, faults };
};

type Records = { readonly records: readonly { readonly record: Cells; readonly line: number }[] };
const recordsOf = (csv: string): Records | { readonly fault: ImportFault } => {
  try {
    const rows: { record: Cells; info: { lines: number } }[] = parse(csv, {
      columns: (heading: string[]) => headingOf(heading),
      bom: true,
      trim: true,
      skip_empty_lines: true,
      info: true,
    });
    return { records: rows.map(({ record, info: { lines: line } }) => ({ record, line })) };
  } catch (error) {
    const { lines = 1, message } = error as { lines?: number; message: string };
    return { fault: { line: lines, message: `The table cannot be read: ${message}.` } };
  }
};
const headingOf = (heading: readonly string[]): string[] => {
  const unknown = heading.filter((name) => !(IMPORT_COLUMNS as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Error(`there is no column ${unknown.join(', ')}; there are ${IMPORT_COLUMNS.join(', ')}`);
  if (!heading.includes('client') || !heading.includes('name'))
    throw new Error('the columns client and name must be there');
  return [...heading];
};

const faultsIn = (cells: Cells): readonly string[] => [
  ...(['client', 'site', 'service', 'contact'] as const).flatMap((column) => {
    const id = cells[column];
    if (id === undefined || id === '') return column === 'client' ? ['client is empty. Give its id.'] : [];
    return ID.test(id) ? [] : [`${column} '${id}' is no id: letters, digits and . _ @ : -, 100 at most.`];
  }),
  ...(cells.name ? [] : ['name is empty. Give the name of the client.']),
  ...(['site', 'service', 'contact'] as const).flatMap((column) =>
    cells[column] && !cells[`${column}_name`] ? [`${column}_name is empty. Give the name of ${cells[column]}.`] : [],
  ),
  ...(cells.service && !cells.service_product ? ['service_product is empty. Give what kind of service it is.'] : []),
  ...(cells.contact_role && !(CONTACT_ROLES as readonly string[]).includes(cells.contact_role)
    ? [`contact_role '${cells.contact_role}' is not one of ${CONTACT_ROLES.join(', ')}.`]
    : []),
  ...Object.entries(cells).flatMap(([column, text]) =>
    text.length > TEXT_MAX ? [`${column} is longer than ${TEXT_MAX} characters.`] : [],
  ),
];

const optional = <K extends string>(key: K, value: string | undefined) =>
  (value ? { [key]: value } : {}) as { readonly [P in K]?: string };
const commandsOf = (cells: Cells): readonly ClientCommand[] => {
  const { name = '', site, site_name = '', service, service_name = '', service_product = '', contact } = cells;
  return [
    { type: 'RegisterClient', name },
    ...(site
      ? [{ type: 'AddSite' as const, siteId: site, name: site_name, ...optional('address', cells.site_address) }]
      : []),
    ...(service
      ? [
          {
            type: 'AddService' as const,
            serviceId: service,
            product: service_product,
            name: service_name,
            ...optional('siteId', site),
          },
        ]
      : []),
    ...(contact ? [contactOf(contact, cells)] : []),
  ];
};
const contactOf = (contactId: string, { contact_name = '', contact_role, contact_email, contact_phone }: Cells) => ({
  type: 'AddContact' as const,
  contactId,
  name: contact_name,
  role: (contact_role || 'contact') as ContactRole,
  ...optional('email', contact_email),
  ...optional('phone', contact_phone),
});
