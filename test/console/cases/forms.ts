import type { Desk } from '../browser';
import type { Seeded } from '../seed';

export const forms = (desk: Desk, seeded: () => Seeded): void => {
  it('says that somebody was faster, reads the ticket anew, and then takes the decision', async () => {
    const page = await desk.onTicket('agent', seeded().open);
    await page.keyboard.press('a');
    await page.getByLabel('Assignee').fill('dev-on-call');
    await desk.api.say('engineer', `/tickets/${seeded().open}/assignment`, {
      assignee: 'dev-supervisor',
      reason: 'Mine',
    });
    await page.keyboard.press('Control+Enter');
    const said = page.getByRole('alert').filter({ hasText: 'Somebody was faster' });
    await said.getByText('Assigned to dev-supervisor').waitFor();
    await page.getByLabel('Reason').fill('On shift');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await desk.api.until('agent', `/tickets/${seeded().open}/page`, ({ assignee }) => assignee === 'dev-on-call');
  });

  it('asks which of two it is where clocks go back, and takes no time that there is not', async () => {
    const page = await desk.onTicket('engineer', seeded().open);
    await page.keyboard.press('l');
    await page.getByLabel('From', { exact: true }).fill('2026-11-01T01:30');
    await page.getByText('Clocks went back: which of the two?').waitFor();
    expect(await page.getByRole('radio', { name: /CDT −05:00|CST −06:00/ }).count()).toBe(2);
    await page.getByLabel('From', { exact: true }).fill('2026-03-08T02:30');
    await page.getByText('There is no such time').waitFor();
  });

  it('sends a command once, though the line breaks before its answer', async () => {
    const page = await desk.onTicket('agent', seeded().open);
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
    const { timeline } = (await desk.api.get('agent', `/tickets/${seeded().open}/page`)).body;
    const notes = timeline.filter(({ text }: { text?: string }) => text === 'Asked the neighbours as well');
    expect(notes).toHaveLength(1);
  });
};
