import { check, plant } from './planted';

const { forbidden } = require('../../.dependency-cruiser.cjs') as { forbidden: readonly { name: string }[] };

/** For each module rule, files that break it, and the one that it must point at. */
const VIOLATIONS: Readonly<Record<string, readonly [at: string, files: Readonly<Record<string, string>>]>> = {
  'no-cycles': [
    'libs/round/domain/egg.ts',
    {
      'libs/round/domain/hen.ts': `import { egg } from './egg';\nexport const hen = () => egg;`,
      'libs/round/domain/egg.ts': `import { hen } from './hen';\nexport const egg = () => hen;`,
    },
  ],
  'no-cycles-between-libs': [
    'libs/juliet/index.ts',
    {
      'libs/romeo/index.ts': `import type { Juliet } from '../juliet/index';\nexport type Romeo = { loves?: Juliet };`,
      'libs/juliet/index.ts': `import type { Romeo } from '../romeo/index';\nexport type Juliet = { loves?: Romeo };`,
    },
  ],
  'domain-is-pure': [
    'libs/clocked/domain/rule.ts',
    { 'libs/clocked/domain/rule.ts': `import { randomUUID } from 'node:crypto';\nexport const id = randomUUID;` },
  ],
  'domain-reaches-nothing-impure': [
    'libs/indirect/domain/rule.ts',
    {
      'libs/indirect/domain/rule.ts': `import { price } from '../../pricing/index';\nexport const rule = price;`,
      'libs/pricing/index.ts': `export { price } from './application/tariff';`,
      'libs/pricing/application/tariff.ts': `import { readFileSync } from 'node:fs';\nexport const price = readFileSync;`,
    },
  ],
  'application-knows-no-http': [
    'libs/layered/application/handler.ts',
    {
      'libs/layered/application/handler.ts': `import { Dto } from '../http/dto';\nexport const handler = Dto;`,
      'libs/layered/http/dto.ts': `export class Dto {}`,
    },
  ],
  'through-entry-points': [
    'libs/burglar/application/entry.ts',
    {
      'libs/burglar/application/entry.ts': `import { vault } from '../../bank/domain/vault';\nexport const entry = vault;`,
      'libs/bank/domain/vault.ts': `export const vault = 1;`,
    },
  ],
  'libs-know-no-apps': [
    'libs/downstairs/main.ts',
    {
      'libs/downstairs/main.ts': `import { routing } from '../../apps/server/routing';\nexport const main = routing;`,
      'apps/server/routing.ts': `export const routing = {};`,
    },
  ],
  'apps-know-no-apps': [
    'apps/views/main.ts',
    {
      'apps/views/main.ts': `import { routing } from '../server/routing';\nexport const main = routing;`,
      'apps/server/routing.ts': `export const routing = {};`,
    },
  ],
  'console-stands-alone': [
    'apps/console/src/price.ts',
    {
      'apps/console/src/price.ts': `import { rate } from '../../../libs/tariff/index';\nexport const price = rate;`,
      'libs/tariff/index.ts': `export const rate = 125;`,
    },
  ],
  'operations-is-the-roof': [
    'libs/cellar/application/look-up.ts',
    {
      'libs/cellar/application/look-up.ts': `import { queue } from '#operations/module';\nexport const lookUp = queue;`,
      'libs/operations/module.ts': `export const queue = 1;`,
    },
  ],
  'event-store-driver-stays-home': [
    'libs/shortcut/application/append.ts',
    {
      'libs/shortcut/application/append.ts': `import { jsonEvent } from '@eventstore/db-client';\nexport { jsonEvent };`,
    },
  ],
  'kafka-driver-stays-home': [
    'libs/shortcut/application/send.ts',
    { 'libs/shortcut/application/send.ts': `import { Kafka } from 'kafkajs';\nexport const kafka = Kafka;` },
  ],
  'sql-driver-stays-home': [
    'libs/shortcut/application/rows.ts',
    {
      'libs/shortcut/application/rows.ts': `import { DatabaseSync } from 'node:sqlite';\nexport const db = DatabaseSync;`,
    },
  ],
  'calls-go-out-by-one-door': [
    'libs/shortcut/application/call.ts',
    {
      'libs/shortcut/application/call.ts': `import { request } from 'node:https';\nexport const call = request;`,
    },
  ],
  'embedded-store-stays-apart': [
    'apps/server/node.ts',
    {
      'apps/server/node.ts': `import { serve } from '#embedded-store';\nexport const node = serve;`,
      'libs/embedded-store/index.ts': `export const serve = () => {};`,
    },
  ],
};

describe('The module rules', () => {
  const planted = plant(Object.assign({}, ...Object.values(VIOLATIONS).map(([, files]) => files)));
  const { said, status } = check(['scripts/module-rules.mjs', planted.folder]);
  afterAll(planted.remove);

  it('are refused where one is broken into', () => expect(status).toBe(1));

  it.each(forbidden.map(({ name }) => name))('have a rule that fires: %s', (name) => {
    const [at] = VIOLATIONS[name] ?? [];
    expect(said.split('\n').map((line) => line.trim())).toContainEqual(
      expect.stringMatching(new RegExp(`^error ${name}: ${at} `)),
    );
  });

  it('lets a part hear the events of another part of its stream', () => {
    const parts = plant({
      'libs/ticket/domain/work.ts': `import type { Opened } from './lifecycle';\nexport type Logged = { after: Opened };`,
      'libs/ticket/domain/lifecycle.ts': `import type { Logged } from './work';\nexport type Opened = { before?: Logged };`,
    });
    expect(check(['scripts/module-rules.mjs', parts.folder])).toMatchObject({ status: 0 });
    parts.remove();
  });
});
