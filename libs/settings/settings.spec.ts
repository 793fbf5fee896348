// The operators' page says what the code does: the table of settings is generated (DOCS=write npm test -- settings), and no
// program reads a variable that is not in it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SETTINGS } from './settings';
import { withSettingsTable } from './settings-table';
import { unknownSettings } from './unknown-settings';

const ROOT = join(__dirname, '../..');
const PAGE = join(ROOT, 'docs/operating.md');

/** What is read by the environment of the machine, and is no setting of ours. */
const OF_THE_MACHINE = ['USER', 'NODE_TLS_REJECT_UNAUTHORIZED', 'NODE_OPTIONS', 'NODE_EXTRA_CA_CERTS'];

const sources = (): readonly string[] =>
  ['apps', 'libs'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !/\.(spec|fixture|contract)\.ts$/.test(name))
      .map((name) => join(ROOT, folder, name)),
  );

describe('The settings', () => {
  it('are those of the table in docs/operating.md', () => {
    const page = readFileSync(PAGE, 'utf8');
    const today = withSettingsTable(page);
    if (process.env.DOCS === 'write') writeFileSync(PAGE, today);
    else expect(page).toBe(today);
  });

  it('are all that any program reads', () => {
    const read = sources().flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/process\.env\.([A-Z_]+)|process\.env\[['"]([A-Z_]+)/g)].map(
        ([, dotted, quoted]) => dotted ?? quoted ?? '',
      ),
    );
    const known = [...Object.keys(SETTINGS), ...OF_THE_MACHINE];
    expect([...new Set(read)].filter((name) => !known.includes(name))).toStrictEqual([]);
  });

  it('are said in full', () => {
    for (const [name, { does, takes, unset }] of Object.entries(SETTINGS))
      expect([name, ...[does, takes, unset].map((text) => text.length > 3)]).toStrictEqual([name, true, true, true]);
  });

  it.each([
    ['EVENTSTORE_URL', []],
    ['PATH', []],
    ['HOME', []],
    ['EVENTSTOREURL', [{ name: 'EVENTSTOREURL', meant: 'EVENTSTORE_URL' }]],
    ['FAULTLINE_MASTER_KEYS', [{ name: 'FAULTLINE_MASTER_KEYS', meant: 'FAULTLINE_MASTER_KEY' }]],
    ['FAULTLINE_COLOUR', [{ name: 'FAULTLINE_COLOUR' }]],
    ['KAFKA_PORT_9092_TCP_PROTO', []],
  ])('%s is known, a slip, or none of ours', (name, expected) =>
    expect(unknownSettings([name])).toStrictEqual(expected),
  );
});
