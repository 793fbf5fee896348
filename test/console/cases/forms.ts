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

  it('says what a command would come to before it is sent', async () => {
    const page = await desk.onTicket('billing', seeded().charged);
    await page.getByRole('button', { name: 'Waive' }).first().click();
    await page.getByLabel('Reason').fill('A gesture');
    await page.getByText(/Posted to the client/).waitFor();
    expect(await page.locator('.would').textContent()).toMatch(/Posted to the client: \$187\.50 \$0\.00/);
  });

  it('takes a file, and gives back its bytes', async () => {
    const page = await desk.onTicket('agent', seeded().open);
    await page.keyboard.press('.');
    await page.getByRole('button', { name: /^Attach/ }).click();
    await page.getByLabel('Files').setInputFiles({
      name: 'router-log.txt',
      mimeType: 'text/plain',
      buffer: Buffer.from('02:10 link down'),
    });
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const download = page.waitForEvent('download');
    await page
      .getByRole('listitem')
      .filter({ hasText: 'router-log.txt' })
      .getByRole('link', { name: /download/ })
      .click();
    const stream = await (await download).createReadStream();
    expect((await stream.toArray()).join('')).toBe('02:10 link down');
  });
};
