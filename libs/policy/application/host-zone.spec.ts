import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const HOST_ZONES = ['UTC', 'America/Chicago', 'Europe/Berlin', 'Asia/Kolkata'];

/** What a process in that zone answers; `offset` proves that it was in it. */
const answersIn = async (TZ: string): Promise<{ offset: number; answers: readonly { due: unknown[] }[] }> => {
  const { stdout } = await promisify(execFile)(process.execPath, [join(__dirname, '../testing/calendar-answers.mjs')], {
    env: { ...process.env, TZ, NODE_OPTIONS: '' },
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout);
};

describe('The zone of the host', () => {
  it('changes no clock change, no opening hour and no due instant', async () => {
    const [utc, ...others] = await Promise.all(HOST_ZONES.map(answersIn));
    expect([utc, ...others].map((host) => host?.offset)).toEqual([0, 360, -60, -330]);
    expect(utc?.answers.map(({ due }) => due.length)).toEqual([2, 2, 2]);
    for (const other of others) expect(other.answers).toEqual(utc?.answers);
  });
});
