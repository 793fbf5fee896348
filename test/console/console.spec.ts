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
    const desks = ['SLA board', 'Triage', 'Fault reviews', 'Billing holds', 'On call', 'Clients'];
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

  it('lets one person waive, and takes it back with a second one who sits elsewhere', async () => {
    const owes = (cents: number) =>
      desk.api.until('billing', `/tickets/${seeded.charged}/billing`, ({ postedCents }) => postedCents === cents);
    const first = await desk.onTicket('billing', seeded.charged);
    const say = async (command: string, reason: string) => {
      await first.getByRole('button', { name: command }).first().click();
      await first.getByLabel('Reason').fill(reason);
      await first.keyboard.press('Control+Enter');
      await first.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await say('Waive', 'A gesture');
    await owes(0);
    await first.locator('summary', { hasText: /^All/ }).click();
    await say('Take the waiver back', 'It was the wrong ticket');
    const second = await desk.as('supervisor', '/holds');
    const row = second.getByRole('listitem').filter({ hasText: 'It was the wrong ticket' });
    await row.getByRole('button', { name: 'Decide …' }).click();
    await row.getByRole('button', { name: /Approve/ }).click();
    await second.keyboard.press('Control+Enter');
    await second.getByRole('dialog').waitFor({ state: 'detached' });
    await owes(18_750);
  });

  it('says that somebody was faster, reads the ticket anew, and then takes the decision', async () => {
    const page = await desk.onTicket('agent', seeded.open);
    await page.keyboard.press('a');
    await page.getByLabel('Assignee').fill('dev-on-call');
    await desk.api.say('engineer', `/tickets/${seeded.open}/assignment`, {
      assignee: 'dev-supervisor',
      reason: 'Mine',
    });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('Somebody was faster').waitFor();
    await page.getByText('Assigned to dev-supervisor').waitFor({ state: 'attached' });
    await page.getByLabel('Reason').fill('On shift');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.api.until('agent', `/tickets/${seeded.open}/page`, ({ assignee }) => assignee === 'dev-on-call');
  });

  it('asks which of two it is where clocks go back, and takes no time that there is not', async () => {
    const page = await desk.onTicket('engineer', seeded.open);
    await page.keyboard.press('l');
    await page.getByLabel('From', { exact: true }).fill('2026-11-01T01:30');
    await page.getByText('Clocks went back: which of the two?').waitFor();
    expect(await page.getByRole('radio', { name: /CDT −05:00|CST −06:00/ }).count()).toBe(2);
    await page.getByLabel('From', { exact: true }).fill('2026-03-08T02:30');
    await page.getByText('There is no such time').waitFor();
  });

  it('sends a command once, though the line breaks before its answer', async () => {
    const page = await desk.onTicket('agent', seeded.open);
    let cuts = 1;
    await page.route('**/notes', async (route) => {
      if (cuts-- <= 0) return route.continue();
      await route.fetch(); // it arrives; its answer does not
      return route.abort();
    });
    await page.keyboard.press('n');
    await page.getByLabel('Text').fill('Asked the neighbours as well');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: /Send it again: it is done once/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const { timeline } = (await desk.api.get('agent', `/tickets/${seeded.open}/page`)).body;
    const notes = timeline.filter(({ text }: { text?: string }) => text === 'Asked the neighbours as well');
    expect(notes).toHaveLength(1);
  });

  it.each([
    ['board', 'agent', ''],
    ['ticket', 'agent', 'open'],
    ['charged ticket', 'supervisor', 'charged'],
    ['fault reviews', 'fault-reviewer', '/reviews'],
    ['triage', 'agent', '/triage'],
    ['holds', 'billing', '/holds'],
    ['on call', 'on-call', '/on-call'],
    ['clients', 'supervisor', '/clients'],
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
