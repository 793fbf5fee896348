// Moving a store to a server that behaves as a real one, and back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventStoreDBClient, jsonEvent, NO_STREAM } from '@eventstore/db-client';
import { ChannelCredentials } from '@grpc/grpc-js';
import { startNode } from '../node';
import { type ServerDouble, startServerDouble } from '../testing/server-double';
import { ContentHash } from './content-hash';
import { exportLines } from './export';
import { exportFromServer } from './export-from-server';
import { importIntoServer } from './import-into-server';

const directory = mkdtempSync(join(tmpdir(), 'faultline-moved-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const at = ({ port }: ServerDouble) => ({
  host: `127.0.0.1:${port}`,
  credentials: ChannelCredentials.createInsecure(),
});
const each = async function* (lines: readonly string[]) {
  yield* lines;
};
const hashOf = (lines: readonly string[]) => {
  const hash = new ContentHash();
  for (const line of lines) if (!/"stream":"\$\$\$/.test(line)) hash.add(line);
  return hash.hex;
};

/** A store of ours: streams of several appends, one soft-deleted, one deleted and written again, one gone for good. */
const ourExport = async (): Promise<readonly string[]> => {
  const dir = join(directory, 'ours');
  const node = await startNode({ dir });
  const client = EventStoreDBClient.connectionString(node.url);
  const write = (stream: string, expectedRevision: bigint | typeof NO_STREAM, count = 2) =>
    client.appendToStream(
      stream,
      Array.from({ length: count }, (_, n) => jsonEvent({ type: 'NoteAdded', data: { n } })),
      { expectedRevision },
    );
  for (let n = 0; n < 20; n++) await write(`ticket-${n}`, NO_STREAM);
  await write('ticket-3', 1n, 3);
  await client.setStreamMetadata('ticket-4', { maxCount: 10 });
  await client.deleteStream('ticket-5');
  await client.deleteStream('ticket-6');
  await write('ticket-6', NO_STREAM);
  await write('ticket-6', 3n);
  await client.tombstoneStream('ticket-7');
  await client.dispose();
  await node.close();
  const lines: string[] = [];
  await exportLines(dir, async (text) => void lines.push(...text.split('\n').filter(Boolean)));
  return lines;
};

describe('A store that is moved to a server', () => {
  let double: ServerDouble;
  let lines: readonly string[];
  beforeAll(async () => {
    lines = await ourExport();
    double = await startServerDouble({ dir: join(directory, 'theirs') });
  });
  afterAll(() => double.close());
  const ours = () => lines.filter((line) => !/"stream":"\$\$\$/.test(line)).length;

  it('arrives whole, what was deleted and written again included', async () => {
    const { written, present } = await importIntoServer(at(double), each(lines));
    expect(written + present).toBe(ours());
    expect(written).toBeGreaterThanOrEqual(ours() - 3);
  });

  it('is counted as there already when it is moved again', async () => {
    for (let n = 0; n < 2; n++)
      expect(await importIntoServer(at(double), each(lines))).toStrictEqual({
        written: 0,
        present: ours(),
        leftOut: 0,
      });
  });

  it('comes back the same, by its content hash', async () => {
    const back: string[] = [];
    await exportFromServer(at(double), async (text) => void back.push(...text.split('\n').filter(Boolean)));
    expect(hashOf(back)).toBe(hashOf(lines));
    expect(hashOf(back.slice(1))).not.toBe(hashOf(back));
  });

  it('stops at what the server has otherwise, and says where', async () => {
    const other = lines.map((line) =>
      line.includes('"ticket-1"') ? line.replace(/"id":"........-/, '"id":"00000000-') : line,
    );
    await expect(importIntoServer(at(double), each(other))).rejects.toThrow(/^ticket-1@0 was refused/);
  });
});
