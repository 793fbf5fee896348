// I11: after an erasure nothing of what people wrote about a ticket is left: not on the disk, not in an answer, not in a
// log. The built server, on a directory of its own, searched byte by byte.
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { endAll, startChild } from '../programs/child';
import { discard, scratch } from '../programs/scratch';
import { ApiClient, until } from '../public/api-client';
import { type Answer, erase, forgotten, toldOf } from './answers';
import { filesWith } from './on-disk';
import { tell } from './story';

const PATIENCE_MS = 300_000;
const ERASED = 'com.faultline.ticket.erased.v1';

const aWord = () => `Quux${randomUUID().replaceAll('-', '')}`;

describe('After an erasure', () => {
  const directory = scratch('erasure');
  const [word, otherWord] = [aWord(), aWord()];
  let desk: ApiClient;
  let erased: string;
  let other: string;
  let explained: Answer;
  beforeAll(async () => {
    desk = await ApiClient.open(directory);
    erased = await tell(desk, word);
    other = await tell(desk, otherWord);
    // Charged, waived, reinstated: each posting comes back to the ticket, a moment later.
    for (const each of [erased, other])
      await until(
        async () => JSON.stringify((await desk.get<Answer>('supervisor', `/tickets/${each}/page`)).body.timeline),
        (story) => story.split('TicketBilled').length === 4,
      );
    for (const each of [word, otherWord])
      await until(
        async () => filesWith(directory, each),
        (files) => files.some((file) => file.includes('views.sqlite')),
      );
    expect(await toldOf(desk, erased)).toContain(word);
    // The same night of one engineer, on both tickets: a view of its own, which nothing else has waited for.
    explained = await until(
      async () => (await desk.get<Answer>('supervisor', `/tickets/${erased}/billing`)).body,
      (billing) => JSON.stringify(billing.overlaps ?? []).includes(other),
    );
    expect((await erase(desk, erased)).status).toBe(200);
    await forgotten(desk, erased, directory, word);
  }, PATIENCE_MS);
  afterAll(async () => {
    await endAll();
    discard(directory);
  });

  it('no file says a word of it any more, nor does the log, nor any answer', async () => {
    expect(filesWith(directory, word)).toStrictEqual([]);
    expect(desk.server.said.join('\n')).not.toContain(word);
    const { body } = await desk.get<Answer>('supervisor', `/tickets?q=${word}`);
    expect(body.rows).toStrictEqual([]);
  });

  it('a replay says [erased] in the place of every text, and who did what when', async () => {
    const { body: history } = await desk.get<Answer>('auditor', `/tickets/${erased}/history`);
    const { body: kept } = await desk.get<Answer>('auditor', `/tickets/${other}/history`);
    const story = history.slice(0, -1);
    const saidBefore = JSON.stringify(kept.map(({ event }: Answer) => event)).split(otherWord).length - 1;
    const erasedNow = JSON.stringify(story.map(({ event }: Answer) => event)).split('[erased]').length - 1;
    expect(erasedNow).toBe(saidBefore);
    const types = (lines: Answer) => lines.map(({ event }: Answer) => event.type).sort();
    expect(types(story)).toStrictEqual(types(kept));
    expect(history.at(-1).event).toStrictEqual({ type: 'PersonalDataErased', ground: 'requested', ledgerTexts: 5 });
    expect(history.every(({ leaf }: Answer) => /^[0-9a-f]{64}$/.test(leaf))).toBe(true);
  });

  it('the charge still explains itself: minutes, sessions, determination, clause', async () => {
    const { body } = await desk.get<Answer>('supervisor', `/tickets/${erased}/billing`);
    expect(body.postedCents).toBe(18_750);
    const forgetting = JSON.stringify(explained).replaceAll(/[a-z]+: Quux\w+ of 12 Elm Street was there/g, '[erased]');
    const before = JSON.parse(forgetting);
    const { body: history } = await desk.get<Answer>('auditor', `/tickets/${erased}/history`);
    expect(history.at(-1).event.type).toBe('PersonalDataErased');
    // An erasure reserves the ledger, is noted there and releases it: three events, which explain nothing else. The
    // ticket's mark for the last posting stands before or behind its closing, so the erasure's own place is asked for.
    expect(body).toStrictEqual({
      ...before,
      revision: before.revision + 3,
      ticketRevision: history.length - 1,
    });
  });

  it('another ticket is as it was', async () => {
    expect(await toldOf(desk, other)).toContain(`determined: ${otherWord}`);
    expect((await desk.get<Answer>('supervisor', `/tickets?q=${otherWord}`)).body.rows).toHaveLength(1);
  });

  it('the page offers what may still be said, and nothing else is taken', async () => {
    const { body } = await desk.get<Answer>('supervisor', `/tickets/${erased}/page`);
    const commands = body.commands.map(({ command }: Answer) => command);
    expect(commands).toStrictEqual(['VoidWork', 'WaiveBilling']);
    const note = await desk.say<Answer>('agent', `/tickets/${erased}/notes`, { text: 'Once more' });
    expect([note.status, note.body.code]).toStrictEqual([409, 'ticket.erased']);
    const dispute = await desk.say<Answer>('client-contact', `/tickets/${erased}/disputes`, {
      reason: 'It was your carrier',
    });
    expect([dispute.status, dispute.body.code, dispute.body.detail]).toStrictEqual([
      409,
      'ticket.erased',
      expect.stringMatching(/the evidence.*nobody judges it again.*billing\/waiver/),
    ]);
    const again = await erase(desk, erased);
    expect(again.status).toBe(200);
  });

  it('others are told, once, and of no word of it', async () => {
    const { body } = await until(
      () => desk.get<Answer>('auditor', `/feed/tickets/${erased}`),
      (feed) => feed.body.events.some(({ type }: Answer) => type === ERASED),
    );
    const told = body.events.filter(({ type }: Answer) => type === ERASED);
    expect(told).toHaveLength(1);
    expect(Object.keys(told[0].data).sort()).toStrictEqual(['client', 'erasedAt', 'ticketId']);
  });

  it(
    'a restart brings nothing back, and the views are those of a fresh replay (I7)',
    async () => {
      await desk.server.end();
      expect(filesWith(directory, word)).toStrictEqual([]);
      const verification = startChild('apps/views/main.js', ['verify'], { env: { DATA_DIR: directory } });
      expect([await verification.gone, verification.said]).toStrictEqual([0, expect.anything()]);
      desk = await ApiClient.open(directory);
      expect(await toldOf(desk, erased)).not.toContain(word);
      expect(await toldOf(desk, other)).toContain(otherWord);
      expect(filesWith(directory, word)).toStrictEqual([]);
    },
    PATIENCE_MS,
  );
});

describe('An erasure', () => {
  const directory = scratch('erasure-killed');
  afterAll(async () => {
    await endAll();
    discard(directory);
  });

  it(
    'is finished after a kill at any point',
    async () => {
      const kept = aWord();
      let desk = await ApiClient.open(directory);
      const other = await tell(desk, kept);
      // From before the keys are destroyed to after the views have forgotten.
      for (const afterMs of [0, 5, 20, 80, 250, 600]) {
        const word = aWord();
        const ticketId = await tell(desk, word);
        await until(
          async () => filesWith(directory, word),
          (files) => files.length > 0,
        );
        expect((await erase(desk, ticketId)).status).toBe(200);
        await pause(afterMs);
        await desk.server.end('SIGKILL');
        desk = await ApiClient.open(directory);
        await forgotten(desk, ticketId, directory, word);
      }
      expect(await toldOf(desk, other)).toContain(kept);
    },
    2 * PATIENCE_MS,
  );
});
