import { DAY, ms } from '#kernel';
import { Night, rosterWith } from '../testing/night.fixture';

const people = (night: Night) => night.sent.map(({ person }) => person.id);
const aNight = () => new Night().publish();

describe('A P1 at night', () => {
  it('wakes the primary at once, with a link, and nobody else while there is time to come', async () => {
    const night = await aNight();
    await night.open();
    await night.pass(9, night.process());
    expect(night.sent).toStrictEqual([
      expect.objectContaining({
        person: { id: 'ann', name: 'ann' },
        level: 'primary',
        round: 1,
        client: 'acme',
        contactedAt: 'Sat 14 Mar, 02:03 CDT',
        link: expect.stringMatching(/^https:\/\/desk\.example\/pages\/7K3M9QXZW\/link\/[\w-]{43}$/),
      }),
    ]);
    expect(await night.story()).toStrictEqual(['dispatched', 'attempted ann by console', 'delivered']);
  });

  it('that only asks to be one wakes them too; one that is triaged to less does not', async () => {
    const night = await aNight();
    await night.open({ channel: 'portal' });
    await night.settle(night.process());
    expect(people(night)).toStrictEqual(['ann']);
    await night.say({ type: 'TriageTicket', priority: 'P3' });
    await night.pass(60, night.process());
    expect([people(night), (await night.story()).at(-1)]).toStrictEqual([['ann'], 'ended priority']);
  });

  it('that is none until somebody finds that it is one wakes them then', async () => {
    const night = await aNight();
    await night.open({ requested: 'P3', channel: 'portal' });
    await night.settle(night.process());
    expect(night.sent).toStrictEqual([]);
    await night.say({ type: 'TriageTicket', priority: 'P1' });
    await night.settle(night.process());
    expect(people(night)).toStrictEqual(['ann']);
  });

  it('wakes nobody by day, nor where a P3 of the night becomes one by day', async () => {
    const night = await aNight();
    night.time = ms('2026-03-16T15:00:00Z');
    await night.open({ channel: 'phone' });
    await night.say({ type: 'TriageTicket', priority: 'P1' });
    await night.settle(night.process());
    expect(await night.events()).toStrictEqual([]);
  });

  it('climbs to the secondary and the manager, three rounds long, every ten minutes, and then says that nobody came', async () => {
    const night = await aNight();
    await night.open();
    await night.pass(300, night.process());
    const round = ['ann', 'bob', 'mia'];
    expect(people(night)).toStrictEqual([...round, ...round, ...round]);
    expect(night.sent.map(({ at }) => (ms(at) - ms('2026-03-14T07:03:00Z')) / 60_000)).toStrictEqual([
      0, 10, 20, 30, 40, 50, 60, 70, 80,
    ]);
    expect((await night.story()).at(-1)).toBe('exhausted');
    expect(night.errors).toStrictEqual([expect.stringMatching(/^page exhausted/)]);
  });

  it('wakes nobody anew in a replay, by a process without memory, or one that starts from the first event', async () => {
    const night = await aNight();
    await night.open();
    await night.pass(25, night.process());
    const before = [...night.sent];
    const anew = night.process();
    const delivered = await night.ticketEvents();
    await anew.handle('7K3M9QXZW', night.time, delivered);
    await anew.stop();
    expect(night.sent).toStrictEqual(before);
  });

  it('that was recorded a day ago wakes nobody, and that is said', async () => {
    const night = await aNight();
    await night.open();
    night.time += DAY + 1;
    await night.settle(night.process());
    expect(await night.story()).toStrictEqual(['withheld']);
  });

  it('wakes somebody again in its next cycle', async () => {
    const night = await aNight();
    await night.open();
    const process = night.process();
    await night.settle(process);
    await night.acknowledge();
    await night.say({ type: 'StartWork' });
    await night.say({ type: 'ResolveTicket', code: 'power', note: 'Moved to another outlet' });
    await night.settle(process);
    await night.say({ type: 'ReopenTicket', channel: 'phone', reason: 'Calls fail again' });
    await night.settle(process);
    expect(people(night)).toStrictEqual(['ann', 'ann']);
  });
});

describe('An acknowledgement', () => {
  it('is terminal: nothing is sent after it, by nobody, whatever comes due', async () => {
    const night = await aNight();
    await night.open();
    const [first, second] = [night.process('first'), night.process('second')];
    await night.pass(15, first);
    await night.acknowledge('bob');
    await night.pass(300, first);
    await night.pass(300, second);
    await night.pass(300, night.process('third'));
    expect(people(night)).toStrictEqual(['ann', 'bob']);
    expect((await night.story()).at(-1)).toBe('acknowledged by bob');
  });

  it('that comes between the record of an attempt and its message calls the message off', async () => {
    const night = await aNight();
    await night.open();
    night.answer = async () => {
      await night.acknowledge('ann');
      return { is: 'delivered' };
    };
    await night.pass(60, night.process());
    expect(night.sent).toStrictEqual([]);
  });

  it('calls off a message of somebody who slept over it, and whom another one gave up', async () => {
    const night = await aNight();
    await night.open();
    let wake = () => {};
    const asleep = new Promise<void>((resolve) => {
      wake = resolve;
    });
    night.answer = async () => {
      await asleep;
      return { is: 'delivered' };
    };
    const sleeper = night.process('sleeper');
    await sleeper.handle('7K3M9QXZW', night.time);
    night.answer = () => ({ is: 'delivered' });
    night.time += 15_000;
    await night.pass(1, night.process('other'));
    expect(night.sent.map(({ by, person }) => [by, person.id])).toStrictEqual([['other', 'ann']]);
    await night.acknowledge('ann');
    wake();
    await sleeper.stop();
    await night.pass(60, sleeper);
    expect(night.sent).toHaveLength(1);
    expect(await night.story()).toStrictEqual([
      'dispatched',
      'attempted ann by console',
      'failed abandoned',
      'attempted ann by console',
      'delivered',
      'acknowledged by ann',
    ]);
  });
});

describe('Two paging processes', () => {
  it('send each message once, however they interleave', async () => {
    const night = await aNight();
    await night.open();
    const processes = [night.process('a'), night.process('b'), night.process('c')];
    for (let minute = 0; minute < 100; minute++) {
      await Promise.all(processes.map((process) => process.handle('7K3M9QXZW', night.time).catch(() => undefined)));
      await Promise.all(processes.map((process) => process.stop()));
      night.time += 60_000;
    }
    expect(people(night)).toStrictEqual(['ann', 'bob', 'mia', 'ann', 'bob', 'mia', 'ann', 'bob', 'mia']);
    expect(new Set(night.sent.map(({ id }) => id)).size).toBe(9);
  });
});

describe('A channel that is down', () => {
  it('is a fact, and the next person is called at once', async () => {
    const night = await aNight();
    await night.open();
    night.answer = ({ person }) =>
      person.id === 'ann' ? { is: 'refused', reason: 'answered 503' } : { is: 'delivered' };
    await night.pass(1, night.process());
    expect(people(night)).toStrictEqual(['bob']);
    expect(await night.story()).toStrictEqual([
      'dispatched',
      'attempted ann by console',
      'failed refused',
      'escalated to secondary in round 1: not_delivered',
      'attempted bob by console',
      'delivered',
    ]);
  });

  it('is passed over for another one of the same person, where they have one', async () => {
    const night = await new Night().publish(
      rosterWith({ ann: [{ kind: 'webhook', address: 'https://a.example/' }, { kind: 'console' }] }),
    );
    await night.open();
    let asked = 0;
    night.answer = () => (++asked === 1 ? { is: 'unknown', reason: 'hung up' } : { is: 'delivered' });
    await night.pass(1, night.process());
    expect(await night.story()).toStrictEqual([
      'dispatched',
      'attempted ann by webhook',
      'failed unknown',
      'attempted ann by console',
      'delivered',
    ]);
  });

  it('for all of them is said at once, and everybody is tried anew in the next round', async () => {
    const night = await aNight();
    await night.open();
    night.answer = () => ({ is: 'refused', reason: 'answered 503' });
    const process = night.process();
    await night.pass(1, process);
    expect(night.errors).toStrictEqual([expect.stringMatching(/^page reached nobody/)]);
    night.answer = () => ({ is: 'delivered' });
    await night.pass(10, process);
    expect(people(night)).toStrictEqual(['ann']);
  });
});

describe('Without a roster', () => {
  it('a page is on record, and that it reached nobody is said', async () => {
    const night = new Night();
    await night.open();
    await night.pass(1, night.process());
    expect(night.errors).toStrictEqual([expect.stringMatching(/^page reached nobody/)]);
    await night.publish();
    await night.pass(10, night.process());
    expect(people(night)).toStrictEqual(['mia', 'ann']);
  });
});
