import type { Desk } from '../browser';
import type { Seeded } from '../seed';

export const money = (desk: Desk, seeded: () => Seeded): void => {
  it('explains what was charged, from the amount down to the clause', async () => {
    const page = await desk.as('supervisor', `/tickets/${seeded().charged}`);
    const money = page.getByRole('region', { name: 'Money' });
    await money.getByText('90 min × $125.00/h').waitFor();
    expect(await money.textContent()).toMatch(
      /\$187\.50[\s\S]*the client’s by dev-fault-reviewer[\s\S]*Clause 3 of standard-support, version 1/,
    );
  });

  it('says what each verdict costs before it is given, and gives it in five keys', async () => {
    const page = await desk.as('fault-reviewer');
    for (const key of ['g', 'f']) await page.keyboard.press(key);
    const queue = page.getByRole('navigation', { name: 'Fault reviews' });
    await queue.getByRole('link', { name: /kestrel-air/ }).waitFor();
    await page.keyboard.press('j');
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
    const page = await desk.as('client-contact', `/tickets/${seeded().client}`);
    await page.getByRole('heading', { name: 'Why was I charged?' }).waitFor();
    const said = await page.locator('main').textContent();
    expect(said).toContain('$187.50');
    expect(said).toContain('found to be yours');
    expect(said).not.toMatch(/dev-(agent|engineer|fault-reviewer|supervisor)|Their power supply failed/);
  });

  it('lets one person waive, and takes it back with a second one who sits elsewhere', async () => {
    const owes = (cents: number) =>
      desk.api.until('billing', `/tickets/${seeded().charged}/billing`, ({ postedCents }) => postedCents === cents);
    const first = await desk.onTicket('billing', seeded().charged);
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
};
