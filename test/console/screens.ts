// `npm run -s screens -- [FOLDER]`: a picture of each screen, wide and on a phone, in light and in dark, from data that are
// told through the API. To be looked at.

import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Role } from '#identity';
import { Desk, PHONE } from './browser';
import { seed } from './seed';

type Shot = { readonly name: string; readonly role: Role; readonly path: string };

const shoot = async (desk: Desk, folder: string, { name, role, path }: Shot): Promise<void> => {
  for (const [suffix, how] of [
    ['', {}],
    ['-dark', { dark: true }],
    ['-phone', { size: PHONE }],
  ] as const) {
    const page = await desk.as(role, path, how);
    await page.getByText('Live', { exact: true }).waitFor({ state: 'attached' });
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    await page.screenshot({ path: join(folder, `${name}${suffix}.png`) });
    await desk.leave();
  }
};

const main = async (): Promise<void> => {
  const folder = resolve(process.argv[2] ?? 'screens');
  mkdirSync(folder, { recursive: true });
  const desk = new Desk();
  await desk.open();
  try {
    const { charged, open, waiting, client, outage } = await seed(desk.api);
    const shots: readonly Shot[] = [
      { name: 'board', role: 'agent', path: '' },
      { name: 'ticket', role: 'agent', path: `/tickets/${open}` },
      { name: 'ticket-charged', role: 'supervisor', path: `/tickets/${charged}` },
      { name: 'reviews', role: 'fault-reviewer', path: `/reviews/${waiting}` },
      { name: 'triage', role: 'agent', path: '/triage' },
      { name: 'holds', role: 'billing', path: '/holds' },
      { name: 'on-call', role: 'on-call', path: '/on-call' },
      { name: 'outage', role: 'agent', path: `/outages/${outage}` },
      { name: 'clients', role: 'supervisor', path: '/clients' },
      { name: 'ledger', role: 'billing', path: '/ledger' },
      { name: 'search', role: 'agent', path: '/tickets' },
      { name: 'statistics', role: 'supervisor', path: '/statistics' },
      { name: 'audit', role: 'auditor', path: '/audit' },
      { name: 'policies', role: 'policy-admin', path: '/policies' },
      { name: 'health', role: 'supervisor', path: '/health' },
      { name: 'client', role: 'client-contact', path: '' },
      { name: 'client-ticket', role: 'client-contact', path: `/tickets/${client}` },
    ];
    for (const shot of shots) {
      await shoot(desk, folder, shot);
      console.log(`${shot.name}.png, ${shot.name}-dark.png, ${shot.name}-phone.png`);
    }
    if (desk.faults.length > 0) console.log(`The page complained: ${desk.faults.join('\n')}`);
  } finally {
    await desk.close();
  }
};
main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
