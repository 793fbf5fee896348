// What a bad line, and a busy server, do to a form.

import type { Desk } from '../browser';
import type { Seeded } from '../seed';

export const lines = (desk: Desk, seeded: () => Seeded): void => {
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

  it('says that a server is busy where it answers 503, and sends it again under the same key', async () => {
    const page = await desk.onTicket('agent', seeded().open);
    const keys: string[] = [];
    await page.route('**/notes', async (route) => {
      keys.push((await route.request().headerValue('idempotency-key')) ?? '');
      if (keys.length > 1) return route.continue();
      const problem = { type: '/problems/store.busy', title: 'Too much at once', status: 503, code: 'store.busy' };
      return route.fulfill({ status: 503, json: { ...problem, detail: 'Try again in a second.' } });
    });
    await page.keyboard.press('n');
    await page.getByLabel('Text').fill('The carrier has a fault of its own');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('alert').getByText('Too much at once').waitFor();
    await page.getByRole('button', { name: /Send it again: it is done once/ }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect([keys.length, new Set(keys).size]).toStrictEqual([2, 1]);
  });
};
