import type { Desk } from '../browser';

export const live = (desk: Desk): void => {
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

  it('hears of everything in ten tabs, through one stream', async () => {
    const first = await desk.as('agent');
    const tabs = [first];
    while (tabs.length < 10) {
      const tab = await first.context().newPage();
      await tab.goto(desk.urlOf());
      tabs.push(tab);
    }
    await Promise.all(tabs.map((tab) => tab.getByText('Live', { exact: true }).waitFor()));
    await desk.api.say('agent', '/tickets', {
      client: 'hill-dairy',
      channel: 'phone',
      priority: 'P2',
      summary: 'Heard in every tab',
    });
    await Promise.all(tabs.map((tab) => tab.getByRole('row', { name: /Heard in every tab/ }).waitFor()));
    const streams = await first.context().newCDPSession(first);
    const { targetInfos } = await streams.send('Target.getTargets');
    expect(targetInfos.filter(({ type }) => type === 'shared_worker')).toHaveLength(1);
  });

  it('says that it is not live while the server is away, and is whole again once that is back', async () => {
    const page = await desk.as('agent');
    await page.getByText('Live', { exact: true }).waitFor();
    await desk.api.restart(async () => {
      await page.getByText('Not live: connecting …').waitFor();
    });
    const opening = { client: 'acme', channel: 'phone', priority: 'P1', summary: 'Silent once more' };
    await desk.api.say('agent', '/tickets', opening);
    await page.getByText('Live', { exact: true }).waitFor();
    await page.getByRole('row', { name: /Silent once more/ }).waitFor();
  });
};
