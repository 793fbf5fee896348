// Every screen, for whoever cannot see it, or its colours, or has it on a phone.

import type { Page } from 'playwright-core';
import type { Role } from '#identity';
import { type Desk, PHONE, violations, WIDE } from '../browser';
import type { Seeded } from '../seed';

const SCREENS: readonly (readonly [name: string, role: Role, path: string])[] = [
  ['board', 'agent', ''],
  ['ticket', 'agent', 'open'],
  ['charged ticket', 'supervisor', 'charged'],
  ['fault reviews', 'fault-reviewer', '/reviews'],
  ['triage', 'agent', '/triage'],
  ['holds', 'billing', '/holds'],
  ['on call', 'on-call', '/on-call'],
  ['outages', 'supervisor', '/outages'],
  ['an outage', 'agent', 'outage'],
  ['clients', 'supervisor', '/clients'],
  ['ledger', 'billing', '/ledger'],
  ['search', 'agent', '/tickets'],
  ['statistics', 'supervisor', '/statistics'],
  ['audit', 'auditor', '/audit'],
  ['policies', 'policy-admin', '/policies'],
  ['health', 'supervisor', '/health'],
  ["client's tickets", 'client-contact', ''],
  ["client's ticket", 'client-contact', 'client'],
];

const placeOf = (path: string, seeded: Seeded): string => {
  if (path === 'outage') return `/outages/${seeded.outage}`;
  return path in seeded ? `/tickets/${seeded[path as keyof Seeded]}` : path;
};

export const access = (desk: Desk, seeded: () => Seeded): void => {
  const pages = new Map<Role, Page>();
  const pageOf = async (role: Role, path: string): Promise<Page> => {
    const known = pages.get(role);
    if (known) await known.goto(desk.urlOf(path));
    const page = known ?? (await desk.as(role, path));
    pages.set(role, page);
    await page.locator('h1').first().waitFor();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    return page;
  };

  it.each(SCREENS)('can be used by everybody: %s, in light, in dark, on a phone', async (_name, role, path) => {
    const page = await pageOf(role, placeOf(path, seeded()));
    const light = await violations(page);
    await page.emulateMedia({ colorScheme: 'dark' });
    // Of all that axe looks at colours alone are others in the dark.
    const dark = await violations(page, ['color-contrast']);
    await page.setViewportSize(PHONE);
    const phone = await violations(page);
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    await page.setViewportSize(WIDE);
    await page.emulateMedia({ colorScheme: 'light' });
    expect({ light, dark, phone, overflow }).toStrictEqual({ light: [], dark: [], phone: [], overflow: 0 });
  });
};
