import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { check, plant, ROOT } from './planted';

/** `twin`: another file with the same text, which comes first. */
const VIOLATIONS: Readonly<Record<string, readonly [path: string, text: string, twin?: string]>> = {
  'no-machine': ['docs/start.md', `Look into /${'home'}/anna/faultline.`],
  'links-resolve': ['docs/index.md', 'See [the rule](rules/nowhere.md).'],
  'short-files': ['libs/long/story.ts', 'export const line = 1;\n'.repeat(251)],
  'no-barrels': ['libs/oak/domain/all.ts', `export * from './barrel';\n`],
  'no-clock-in-domain': ['libs/late/domain/rule.ts', 'export const now = () => Date.now();\n'],
  'no-routes-in-domain': ['libs/curt/domain/no.ts', "export const no = 'Amend it: POST …/work';\n"],
  'stream-names': ['libs/own/application/list.ts', "export const id = (s: string) => s.slice(s.indexOf('-') + 1);\n"],
  'one-body-a-name': ['libs/oak/http/oak.dto.ts', 'export class OakDto {}\n', 'libs/elm/http/elm.dto.ts'],
  'no-any-revision': ['libs/hasty/application/append.ts', `export const options = { expectedRevision: 'any' };\n`],
};

describe('The tidiness of the tree', () => {
  it.each(Object.entries(VIOLATIONS))('has a rule that fires: %s', (rule, [path, text, twin]) => {
    const planted = plant({ ...(twin !== undefined && { [twin]: text }), [path]: text });
    const { said, status } = check(['scripts/tidy.mjs', planted.folder]);
    planted.remove();
    expect(said).toMatch(new RegExp(`^${path}:\\d+ ${rule}: `));
    expect(status).toBe(1);
  });

  it('says nothing of a tidy tree', () => {
    const planted = plant({
      'README.md': 'See [the docs](docs/index.md#top) and [Node](https://nodejs.org).',
      'docs/index.md': 'Back to [the start](../README.md).',
      'libs/oak/index.ts': `export * from './domain/oak';\n`,
    });
    expect(check(['scripts/tidy.mjs', planted.folder])).toStrictEqual({ said: '\n', status: 0 });
    planted.remove();
  });

  it.each([
    ["Nest's in-memory events", `import { EventBus } from '@nestjs/cqrs';\nexport const bus = EventBus;\n`],
    ['appends at any revision', `import { ANY } from '@eventstore/db-client';\nexport const revision = ANY;\n`],
  ])('has a linter that refuses %s', (_what, text) => {
    const planted = plant({ 'libs/shortcut/application/planted.ts': text, '.gitignore': 'node_modules' });
    copyFileSync(join(ROOT, 'biome.json'), join(planted.folder, 'biome.json'));
    const { said, status } = check(['node_modules/@biomejs/biome/bin/biome', 'lint', '.'], planted.folder);
    planted.remove();
    expect(said).toContain('noRestrictedImports');
    expect(status).toBe(1);
  });
});
