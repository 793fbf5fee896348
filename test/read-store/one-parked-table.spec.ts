// What was parked in the tables of an older build is parked still, in the one table of this build: nothing of it is lost.

import { DatabaseSync } from 'node:sqlite';
import { callBoard, deliver, history } from './board';
import { onEveryDatabase, type TestDatabase } from './databases';
import { selected } from './our-postgres';

const SINCE = '2026-03-14T09:00:00.000Z';
const OLDER = [
  `drop table parked_tickets`,
  `alter table checkpoints drop column passed`,
  `delete from kysely_migration where name >= '2026-11-30-one-parked-table'`,
  `create table stuck (process text not null, key text not null, since text not null, reason text not null,
     attempts integer not null, turn bigint not null default 0, asked integer not null default 0,
     primary key (process, key))`,
  `create table parked (reader text not null, sequence text not null, position text not null, stream text not null,
     revision bigint not null, event_id text not null, type text not null, reason text,
     primary key (reader, stream, revision))`,
  `insert into stuck values ('billing-process', 'T1', '${SINCE}', 'UnreadableEvent: a', 3, 5, 1)`,
  `insert into stuck values ('kafka:tickets.events', 'T2', '${SINCE}', 'too large', 2, 1, 0)`,
  `insert into stuck values ('sla-deadlines', '', '${SINCE}', 'StoreMismatch: b', 1, 0, 0)`,
  // A publisher's deadline holds the revision; the earliest counts, and one without a line for people counts as well.
  `insert into deadlines (process, key, due_at) values ('kafka:tickets.events', 'T2@7', '${SINCE}')`,
  `insert into deadlines (process, key, due_at) values ('kafka:tickets.events', 'T2@4', '${SINCE}')`,
  `insert into deadlines (process, key, due_at) values ('kafka:tickets.events', 'T3@0', '${SINCE}')`,
  `insert into deadlines (process, key, due_at) values ('sla-deadlines', 'T4', '${SINCE}')`,
];
/** The older build had the heads of a parked ticket's streams where its events were passed over. */
const PARKED_VIEW = [
  `insert into parked values ('call-board@1', '1', '1/1', 'call-1', 1, 'call-1/1', 'CallPoisoned', 'make sense')`,
  `insert into parked values ('call-board@1', '1', '1/2', 'call-1', 2, 'call-1/2', 'CallRaised', null)`,
  `update stream_heads set revision = 2 where reader = 'call-board@1' and stream = 'call-1'`,
];

const run = async ({ options: { url, file } }: TestDatabase, statements: readonly string[]): Promise<void> => {
  if (url !== undefined) for (const statement of statements) await selected(url, statement);
  if (file === undefined) return;
  const db = new DatabaseSync(file);
  for (const statement of statements) db.exec(statement);
  db.close();
};

onEveryDatabase('A read store of the build before this one', (newPlace) => {
  const events = history([
    ['call-1', { type: 'CallOpened', client: 'acme' }],
    ['call-2', { type: 'CallOpened', client: 'umbrella' }],
    ['call-1', { type: 'CallPoisoned' }],
    ['call-1', { type: 'CallRaised', urgency: 5 }],
    ['call-2', { type: 'CallRaised', urgency: 6 }],
  ]);

  it('keeps every ticket that a process or a publisher has parked, and from where it goes on', async () => {
    const place = await newPlace();
    await (await place.open()).close();
    await run(place, OLDER);
    const store = await place.open();
    const rows = (await store.deadlines.parked()).map(({ consumer, key, reason, attempts, retryRequested, revision }) =>
      [consumer, key, reason, attempts, retryRequested, revision].join(' '),
    );
    expect(rows.sort()).toStrictEqual([
      'billing-process T1 UnreadableEvent: a 3 true 0',
      'kafka:tickets.events T2 too large 2 false 4',
      'kafka:tickets.events T3 It was parked, and nobody has said why. 1 false 0',
      'sla-deadlines  StoreMismatch: b 1 false 0',
    ]);
    expect((await store.deadlines.parked('billing-process'))[0]?.since).toBe(SINCE);
    expect(await store.deadlines.dueBy('kafka:tickets.events', '9999', 10)).toStrictEqual([]);
    expect((await store.deadlines.dueBy('sla-deadlines', '9999', 10)).map(({ key }) => key)).toStrictEqual(['T4']);
    await store.close();
  });

  it('has a parked ticket of a view folded whole, once the view can', async () => {
    const place = await newPlace();
    const before = await place.open();
    await deliver((await before.projector(callBoard)).consumer, events);
    await before.close();
    await run(place, [...OLDER, ...PARKED_VIEW]);

    const store = await place.open();
    expect(await store.parked()).toMatchObject([
      { consumer: 'call-board@1', key: '1', stream: 'call-1', revision: 1, type: 'CallPoisoned', waiting: 2 },
    ]);
    const projector = await store.projector({
      ...callBoard,
      on: { ...callBoard.on, CallPoisoned: (row = { client: '?', urgency: 0, seen: [] }) => row },
    });
    await projector.unpark('1', async (stream, from) =>
      events.filter((event) => event.stream === stream && event.stamp.revision >= from),
    );
    expect(await store.parked()).toStrictEqual([]);
    expect(await store.view(callBoard).get('call-1')).toMatchObject({ urgency: 5 });
    await store.close();
  });
});
