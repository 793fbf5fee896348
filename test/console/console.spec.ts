// The console where it runs: in a browser, on a whole server with its own stores. One of each for all of these.

import type { Page } from 'playwright-core';
import { endAll } from '../programs/child';
import { Desk, isBrowserHere, PHONE, violations } from './browser';
import { type Seeded, seed } from './seed';

const desk = new Desk();
let seeded: Seeded;
const linksOf = (page: Page) => page.locator('nav[aria-label="Screens"] a span').allTextContents();

(isBrowserHere ? describe : describe.skip)('The console', () => {
  beforeAll(async () => {
    await desk.open();
    seeded = await seed(desk.api);
  });
  afterEach(async () => {
    await desk.leave();
    expect(desk.faults.splice(0)).toStrictEqual([]);
  });
  afterAll(async () => {
    await desk.close();
    await endAll();
  });

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
    const desks = ['SLA board', 'Triage', 'Fault reviews', 'Billing holds'];
    expect(shown).toStrictEqual({
      agent: [...desks, 'Search', 'Statistics', 'Policies', 'Health'],
      auditor: [...desks, 'Ledger', 'Search', 'Statistics', 'Audit', 'Policies', 'Health'],
      'client-contact': ['Your tickets'],
    });
  });

  it('shows on the board, without being asked, what somebody else does', async () => {
    const page = await desk.as('agent');
    await page.getByText('Live', { exact: true }).waitFor();
    const opening = { client: 'hill-dairy', channel: 'phone', priority: 'P1', summary: 'The lift phone is dead' };
    const { ticketId } = await desk.api.say('agent', '/tickets', opening);
    const row = page.getByRole('row', { name: /The lift phone is dead/ });
    await row.waitFor();
    await desk.api.say('agent', `/tickets/${ticketId}/triage`, { priority: 'P1' });
    await desk.api.say('agent', `/tickets/${ticketId}/assignment`, { assignee: 'dev-engineer', reason: 'On shift' });
    await row.getByText('dev-engineer').waitFor();
  });

  it('explains what was charged, from the amount down to the clause', async () => {
    const page = await desk.as('supervisor', `/tickets/${seeded.charged}`);
    const money = page.getByRole('region', { name: 'Money' });
    await money.getByText('90 min × $125.00/h').waitFor();
    expect(await money.textContent()).toMatch(
      /\$187\.50[\s\S]*the client’s by dev-fault-reviewer[\s\S]*Clause 3 of standard-support, version 1/,
    );
  });

  it('says what each verdict costs before it is given, and gives it by keys alone', async () => {
    const page = await desk.as('fault-reviewer', `/reviews/${seeded.waiting}`);
    await page.getByRole('button', { name: /The client’s \$150\.00/ }).waitFor();
    await page.keyboard.press('3');
    await page.getByText('This is posted to kestrel-air at once').waitFor();
    await page.keyboard.type('Their power supply failed');
    expect(await page.getByLabel('Reason').inputValue()).toBe('Their power supply failed');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.api.until('billing', '/ledger?client=kestrel-air', ({ rows }) => rows[0]?.cents === 15_000);
  });

  it('says to a client what is owed and why, and nothing of who of the staff did what', async () => {
    const page = await desk.as('client-contact', `/tickets/${seeded.client}`);
    await page.getByRole('heading', { name: 'Why was I charged?' }).waitFor();
    const said = await page.locator('main').textContent();
    expect(said).toContain('$187.50');
    expect(said).toContain('found to be yours');
    expect(said).not.toMatch(/dev-(agent|engineer|fault-reviewer|supervisor)|Their power supply failed/);
  });

  it.each([
    ['board', 'agent', ''],
    ['ticket', 'agent', 'open'],
    ['charged ticket', 'supervisor', 'charged'],
    ['fault reviews', 'fault-reviewer', '/reviews'],
    ['triage', 'agent', '/triage'],
    ['holds', 'billing', '/holds'],
    ['ledger', 'billing', '/ledger'],
    ['search', 'agent', '/tickets'],
    ['statistics', 'supervisor', '/statistics'],
    ['audit', 'auditor', '/audit'],
    ['policies', 'policy-admin', '/policies'],
    ['health', 'supervisor', '/health'],
    ["client's tickets", 'client-contact', ''],
    ["client's ticket", 'client-contact', 'client'],
  ] as const)('can be used by everybody: %s, in light, in dark, on a phone', async (_name, role, path) => {
    const place = path in seeded ? `/tickets/${seeded[path as keyof Seeded]}` : path;
    const page = await desk.as(role, place);
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    const found = [...(await violations(page))];
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await page.locator('.skeleton').first().waitFor({ state: 'detached' });
    found.push(...(await violations(page)).map((one) => `dark ${one}`));
    await page.setViewportSize(PHONE);
    found.push(...(await violations(page)).map((one) => `phone ${one}`));
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect([found, overflow]).toStrictEqual([[], 0]);
  });
});
