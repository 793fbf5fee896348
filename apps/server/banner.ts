import { relative } from 'node:path';
import { ROLES } from '#identity';
import type { Config } from '#settings';
import type { Running } from './run';

const HELD = { everything: '', 'views and keys': ' (views and keys)', keys: ' (keys only)' } as const;
const heldBy = (stores: Config['stores']): keyof typeof HELD => {
  if (stores.kind === 'embedded') return 'everything';
  return stores.databaseUrl === undefined ? 'views and keys' : 'keys';
};

/** What a person wants to know of a server that has just started, in a few lines. */
export const banner = ({ dataDir, stores, roles }: Config, { url, keys }: Running): string => {
  const where = relative(process.cwd(), dataDir);
  const lines = [
    `Faultline is up: ${roles.join(', ')}`,
    `  API      ${url}`,
    ...(roles.includes('api') ? [`  Console  ${url}/console`, `  OpenAPI  ${url}/docs`] : []),
    `  Data     ${where.startsWith('..') || where === '' ? dataDir : `./${where}`}${HELD[heldBy(stores)]}`,
  ];
  if (keys) {
    const width = Math.max(...ROLES.map((role) => role.length));
    lines.push('  Development keys (Authorization: Bearer …), good on this machine only:');
    for (const role of ROLES) lines.push(`    ${role.padEnd(width)}  ${keys[role]}`);
  }
  return lines.join('\n');
};
