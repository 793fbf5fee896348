// What somebody does who is new here, counted in keys and clicks; what is typed into a field is not. docs/console.md has them.

import type { Page } from 'playwright-core';
import type { Desk } from '../browser';
import type { Seeded } from '../seed';

const AT_MOST = 6;

/** A hand on the keyboard that counts. */
class Hand {
  count = 0;
  constructor(readonly page: Page) {}

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.count++;
      await this.page.keyboard.press(key);
    }
  }
  async sees(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).first().waitFor();
  }
}

export const tasks = (desk: Desk, seeded: () => Seeded): void => {
  const keys: Record<string, number> = {};
  afterAll(() => {
    expect(Object.values(keys).every((count) => count <= AT_MOST)).toBe(true);
  });

  it('finds what breaches next, and answers it, in four keys', async () => {
    const hand = new Hand(await desk.as('agent', '/?priority=P2'));
    await hand.page.locator('.line').first().waitFor();
    await hand.press('j', 'Enter');
    await hand.page.getByRole('heading', { name: 'What you can do now' }).waitFor();
    await hand.press('r');
    await hand.page.getByRole('dialog').waitFor();
    await hand.page.keyboard.type('We look at it.');
    await hand.press('Control+Enter');
    await hand.page.getByRole('dialog').waitFor({ state: 'detached' });
    await hand.sees('We look at it.');
    keys.answer = hand.count;
    expect(hand.count).toBe(4);
  });

  it('sees why $187.50 were charged in two keys', async () => {
    const hand = new Hand(await desk.as('agent'));
    await hand.press('/');
    await hand.page.getByRole('dialog').waitFor();
    await hand.page.keyboard.type(seeded().charged);
    await hand.page.getByRole('button', { name: `Ticket ${seeded().charged}` }).waitFor();
    await hand.press('Enter');
    await hand.sees('90 min × $125.00/h');
    await hand.sees(/Clause 3 of standard-support/);
    keys.why = hand.count;
    expect(hand.count).toBe(2);
  });

  it('finds who waived in two keys', async () => {
    const hand = new Hand(await desk.as('auditor'));
    await hand.press('g', 'a');
    await hand.sees(/Billing waived by dev-billing/);
    keys.waived = hand.count;
    expect(hand.count).toBe(2);
  });
};
