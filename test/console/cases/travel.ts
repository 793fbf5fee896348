import type { Desk } from '../browser';
import type { Seeded } from '../seed';

export const travel = (desk: Desk, seeded: () => Seeded): void => {
  it('goes back in the time of a ticket, event by event, in a link that shows it to others', async () => {
    const page = await desk.onTicket('auditor', seeded().charged);
    const money = page.getByRole('region', { name: 'Money' });
    await money.getByText('90 min × $125.00/h').waitFor({ state: 'attached' });
    await page.keyboard.press('t');
    await page.getByRole('slider', { name: /What was true at/ }).waitFor();
    // The charge, the verdict, the resolution: what had happened before them was work, and no money.
    for (let n = 0; n < 3; n++) await page.keyboard.press('ArrowLeft');
    await page.getByText('This is how it stood.').waitFor();
    const link = page.url();
    expect(new URL(link).searchParams.get('asOf')).toMatch(/^\d{4}-\d\d-\d\dT/);
    await page.getByRole('button', { name: 'What has changed since' }).click();
    const row = page.getByRole('row', { name: /Posted to the client/ });
    expect(await row.textContent()).toContain('$187.50');
    const other = await desk.as('agent', link.slice(link.indexOf('/console') + '/console'.length));
    await other.getByText('This is how it stood.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'What you can do now' }).waitFor();
    expect(new URL(page.url()).searchParams.has('asOf')).toBe(false);
  });
};
