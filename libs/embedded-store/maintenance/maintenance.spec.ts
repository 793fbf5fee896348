import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChannelCredentials } from '@grpc/grpc-js';
import { AStore } from '../a-store.fixture';
import { Dispatcher } from '../protocol/dispatch';
import { Users } from '../protocol/users';
import { serveHttp2 } from '../transport/http2-server';
import { backup, NotBackedUp } from './backup';
import { importIntoServer } from './import-into-server';
import { importIntoStore } from './import-into-store';
import { stats } from './stats';
import { CannotLook } from './survey';
import { aUsedStore, exported, flip } from './used-store.fixture';
import { verify } from './verify';

describe('Maintaining a store', () => {
  let one: AStore;
  let elsewhere: string;
  const path = (name: string) => join(one.dir, name);
  async function* each(lines: readonly string[]) {
    yield* lines;
  }
  const withoutAppend = (lines: readonly string[]) => lines.map((line) => line.replace(/,"append":\d+/, ''));

  beforeEach(async () => {
    elsewhere = mkdtempSync(join(tmpdir(), 'faultline-elsewhere-'));
    rmSync(elsewhere, { recursive: true });
    one = await aUsedStore();
  });
  afterEach(async () => {
    await one.remove();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  describe('verify', () => {
    it('finds nothing wrong with a sound store, running or not', async () => {
      expect(await verify(one.dir)).toMatchObject({
        events: 44,
        streams: 4,
        problems: [],
        contradictions: [],
        owner: process.pid,
      });
      await one.store.close();
      const verdict = await verify(one.dir);
      expect(verdict).toMatchObject({ events: 44, problems: [], contradictions: [], staleParts: [] });
      expect(verdict.owner).toBeUndefined();
      expect(verdict.segments.length).toBeGreaterThan(2);
    });

    it('finds every single changed byte, and where', async () => {
      await one.kill();
      const sound = one.files();
      for (const name of [...sound.keys()].filter((file) => !file.endsWith('.new'))) {
        const length = sound.get(name)?.length ?? 0;
        for (let at = 0; at < length; at += 97) {
          flip(one, name, at);
          const { problems, contradictions, staleParts } = await verify(one.dir);
          const found = [
            ...problems.map(({ segment }) => segment),
            ...contradictions.map(({ segment }) => segment),
            ...staleParts,
          ];
          expect({ name, at, found: found.includes(name) }).toEqual({ name, at, found: true });
          writeFileSync(path(name), sound.get(name) ?? '');
        }
      }
    });

    it('sees beyond damage', async () => {
      await one.kill();
      flip(one, 'log-00000001.segment', 700);
      flip(one, 'log-00000002.segment', 700);
      const { problems, events } = await verify(one.dir);
      expect(problems.map(({ segment, soundAgain }) => [segment, soundAgain !== undefined])).toEqual([
        ['log-00000001.segment', true],
        ['log-00000002.segment', true],
      ]);
      expect(events).toBeGreaterThan(38);
    });

    it('cannot look where there is no store', async () => {
      await expect(verify(elsewhere)).rejects.toThrow(CannotLook);
    });
  });

  it('stats counts events, appends, streams and types', async () => {
    const { events, appends, streams, categories, types, longest } = await stats(one.dir);
    expect({ events, appends, streams }).toEqual({ events: 44, appends: 23, streams: 4 });
    expect(categories.map(({ name, events: count }) => [name, count])).toEqual([
      ['ticket', 42],
      ['$…', 2],
    ]);
    expect(types.map(({ name }) => name)).toEqual(['Happened', '$metadata', '$streamDeleted']);
    expect(longest[0]).toMatchObject({ name: 'ticket-0', events: 15 });
  });

  it('stats counts the room that a running store made in advance neither in nor beside', async () => {
    const { segments, end } = await stats(one.dir);
    expect([segments.at(-1)?.end, end]).toEqual([one.store.log.end, one.store.log.end]);
  });

  it('import into an empty directory brings the very first event of a node too, and elsewhere leaves the one there', async () => {
    const first = `{"stream":"$$$stats","revision":0,"id":"${randomUUID()}","type":"$metadata","contentType":"application/json","created":"2026-01-01T00:00:00Z","append":0}`;
    const other = await AStore.opened();
    expect(await importIntoStore(other.store, each([first]))).toEqual({ written: 1, present: 0, leftOut: 0 });
    expect(await importIntoStore(other.store, each([first.replace(/"id":"./, '"id":"0')]))).toEqual({
      written: 0,
      present: 1,
      leftOut: 0,
    });
    await other.remove();
  });

  it('export and import bring a store elsewhere as it was, and again without harm', async () => {
    const lines = await exported(one.dir);
    expect(lines).toHaveLength(44);
    const other = await AStore.opened();
    expect(await importIntoStore(other.store, each(lines))).toEqual({ written: 44, present: 0, leftOut: 0 });
    expect(await importIntoStore(other.store, each(lines))).toEqual({ written: 0, present: 44, leftOut: 0 });
    expect(withoutAppend(await exported(other.dir))).toEqual(withoutAppend(lines));
    expect(await other.append('ticket-1', 'any')).toEqual({ is: 'deleted' });
    expect(await verify(other.dir)).toMatchObject({ problems: [], contradictions: [] });
    await other.remove();
  });

  it('import refuses a gap, another past, and lines that are no events, and says which', async () => {
    const lines = await exported(one.dir);
    const other = await AStore.opened();
    const importing = (...some: readonly string[]) => importIntoStore(other.store, each(some));
    await expect(importing(lines[2] ?? '', lines[20] ?? '')).rejects.toThrow(
      /ticket-\d@\d+ cannot follow: this store is at revision/,
    );
    await expect(importing('{"id":1}')).rejects.toThrow('Line 1 is no exported event: its id is no UUID');
    await expect(importing('', 'nonsense')).rejects.toThrow('Line 2 is no exported event: it is no JSON');
    await other.remove();
  });

  it('import into a server keeps revisions and ids', async () => {
    const other = await AStore.opened();
    const services = {
      store: other.store,
      maxAppendBytes: 2 ** 20,
      keepsStreams: false,
      address: () => ({ host: '127.0.0.1', port: 1 }),
    };
    const dispatcher = new Dispatcher({ ...services, say: () => undefined }, new Users());
    const server = await serveHttp2(dispatcher.handle, { host: '127.0.0.1', port: 0 });
    const lines = (await exported(one.dir)).filter(
      (line) => !line.includes('"stream":"$$') && !line.includes('"back"'),
    );
    const target = { host: `127.0.0.1:${server.port}`, credentials: ChannelCredentials.createInsecure() };
    expect(await importIntoServer(target, each(lines))).toMatchObject({ written: 42 - 1 });
    expect(await importIntoServer(target, each(lines.filter((line) => !line.includes('"ticket-1"'))))).toBeDefined();
    const keys = (all: readonly string[]) =>
      all
        .map(
          (line) => JSON.parse(line) as { stream: string; revision: unknown; id: string; data: unknown; type: string },
        )
        .map(({ stream, revision, id, data, type }) => [stream, revision, type === '$streamDeleted' ? '' : id, data]);
    expect(keys(await exported(other.dir))).toEqual(keys(lines));
    const torn = lines
      .filter((line) => line.includes('"ticket-2"'))
      .map((line) => line.replace(/"revision":(\d+)/, '"revision":9$1'));
    await expect(importIntoServer(target, each(torn))).rejects.toThrow(/ticket-2@\d+ was refused/);
    await dispatcher.stop();
    await server.close();
    await other.remove();
  });

  describe('backup', () => {
    it('copies a store that runs, up to what is durable, into one that starts', async () => {
      const writing = Array.from({ length: 200 }, () => one.append('busy', 'any'));
      const { end } = await backup(one.dir, elsewhere);
      await Promise.all(writing);
      expect(end).toBeLessThanOrEqual(one.store.log.end);
      expect(await verify(elsewhere)).toMatchObject({ end, problems: [], contradictions: [] });
      const copy = await AStore.opened({ dir: elsewhere });
      expect(await copy.store.append({ stream: 'ticket-1', expected: 'any', events: [] })).toEqual({ is: 'deleted' });
      await copy.remove();
    });

    it('writes into nothing that is there, and copies nothing that is damaged', async () => {
      await expect(backup(one.dir, tmpdir())).rejects.toThrow('is not empty');
      await one.kill();
      flip(one, 'log-00000001.segment', 700);
      await expect(backup(one.dir, elsewhere)).rejects.toThrow(NotBackedUp);
    });
  });
});
