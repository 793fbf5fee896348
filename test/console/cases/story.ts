// A night by keyboard alone.

import type { Page } from 'playwright-core';
import type { Desk } from '../browser';

/** Opens the command behind a key, types what is asked for first, and sends it. */
const command = async (page: Page, key: string, ...texts: readonly string[]): Promise<void> => {
  await page.keyboard.press(key);
  await page.getByRole('dialog').waitFor();
  for (const [at, text] of texts.entries()) {
    if (at > 0) await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.keyboard.press('Control+Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
};

export const story = (desk: Desk): void => {
  it('leads from a call at night to $187.50 explained', async () => {
    const ticketId = await desk.api.openTicket('acme', 'The whole site is silent');
    const agent = await desk.as('agent');
    await agent.keyboard.press('/');
    await agent.keyboard.type('site silent');
    await agent.getByRole('button', { name: /The whole site is silent/ }).waitFor();
    await agent.keyboard.press('Enter');
    await agent.getByRole('heading', { name: 'What you can do now' }).waitFor();
    await agent.keyboard.press('p');
    await agent.keyboard.press('Space'); // P1, on which the form stands
    await agent.keyboard.press('Control+Enter');
    await agent.getByText('Triaged: P1').waitFor();
    await command(agent, 'r', 'We are on it.');
    await agent.getByText('We are on it.').waitFor();
    const { from, to } = desk.api.nightWork;
    await desk.api.say('engineer', `/tickets/${ticketId}/work`, { from, to });
    // A decision is made on what is seen: sent before this is, it would be refused as overtaken.
    await agent.getByText('Work logged').first().waitFor();
    await command(agent, 'e', 'power-restored', 'Moved the switch to another outlet');
    await agent.getByText('Moved the switch to another outlet').waitFor();

    const reviewer = await desk.as('fault-reviewer');
    await reviewer.keyboard.press('g');
    await reviewer.keyboard.press('f');
    await reviewer.getByRole('heading', { name: 'Fault reviews' }).waitFor();
    const queue = reviewer.getByRole('navigation', { name: 'Fault reviews' }).getByRole('link');
    await queue.filter({ hasText: 'acme' }).waitFor();
    const place = (await queue.allTextContents()).findIndex((text) => text.includes('acme'));
    for (let row = 0; row <= place; row++) await reviewer.keyboard.press('j');
    await reviewer.getByRole('button', { name: /The client’s \$187\.50/ }).waitFor();
    await command(reviewer, '3', 'Their power supply failed');

    await agent.getByText('90 min × $125.00/h').waitFor();
    await agent.getByText(/\$187\.50 charge posted/).waitFor();
    await agent.getByRole('region', { name: 'Money' }).getByText('Clause 3 of standard-support, version 1').waitFor();
    await desk.leave();
    expect(desk.faults.splice(0)).toStrictEqual([]);
  });
};
