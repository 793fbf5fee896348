import type { Page } from 'playwright-core';
import type { Desk } from '../browser';

const linksOf = (page: Page) => page.locator('nav[aria-label="Screens"] a span').allTextContents();

export const signingIn = (desk: Desk): void => {
  it('leads a browser from the bare address to signing in, and says what a wrong key is', async () => {
    const page = await desk.visit();
    await page.goto(desk.api.server.url);
    await page.getByLabel('API key').fill('fl_not-a-key');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('not known here').waitFor();
    await page.getByLabel('API key').fill(desk.api.server.keys.agent);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'SLA board' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/console');
  });

  it('shows each role its own screens, and signs out', async () => {
    const shown: Record<string, readonly string[]> = {};
    for (const role of ['agent', 'auditor', 'client-contact'] as const) {
      const page = await desk.as(role);
      shown[role] = await linksOf(page);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByLabel('API key').waitFor();
    }
    const desks = ['SLA board', 'Triage', 'Fault reviews', 'Billing holds', 'On call', 'Outages', 'Clients'];
    expect(shown).toStrictEqual({
      agent: [...desks, 'Search', 'Statistics', 'Policies', 'Health'],
      auditor: [...desks, 'Ledger', 'Search', 'Statistics', 'Audit', 'Policies', 'Health'],
      'client-contact': ['Your tickets'],
    });
  });
};
