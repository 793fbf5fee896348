// The table of docs/operating.md: every setting as the code has it.

import { SETTINGS } from './settings';

const BEGIN = '<!-- settings: generated from libs/settings/settings.ts -->';
const END = '<!-- end of settings -->';

/** The page with the table as the settings are today. */
export const withSettingsTable = (page: string): string => {
  const [before, rest = ''] = page.split(BEGIN);
  const after = rest.split(END)[1] ?? '';
  return `${before}${BEGIN}\n\n${settingsTable()}\n\n${END}${after}`;
};

const settingsTable = (): string =>
  [
    '| variable | what it is for | takes | where it is not set |',
    '|---|---|---|---|',
    ...Object.entries(SETTINGS).map(
      ([name, { does, takes, unset }]) => `| \`${name}\` | ${does} | ${takes} | ${unset} |`,
    ),
  ].join('\n');
