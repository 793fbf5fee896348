import { HOUR, MINUTE } from '#kernel';
import { hashOf, type KeyRecord, keyIdOf } from './api-key';
import { KeyUse } from './key-use';

const NOW = Date.parse('2026-03-14T08:00:00.000Z');
const record: KeyRecord = {
  hash: hashOf('fl_good'),
  principal: { id: 'rosa', role: 'fault-reviewer' },
  issuedAt: '2026-03-01T08:00:00.000Z',
};

describe('What is seen of keys', () => {
  it('is told of a key that is used once a day', () => {
    const use = new KeyUse();
    for (let n = 0; n < 1_000; n++) use.accepted(record, NOW + n);
    const told = { type: 'NoteUse', keyId: keyIdOf(record), day: '2026-03-14' };
    expect(use.due(NOW)).toStrictEqual([told]);
    use.accepted(record, NOW + HOUR);
    expect(use.due(NOW + HOUR)).toStrictEqual([]);
    use.accepted(record, NOW + 24 * HOUR);
    expect(use.due(NOW + 24 * HOUR)).toStrictEqual([{ ...told, day: '2026-03-15' }]);
  });

  it('is told of refusals at once, and then once an hour however many there are', () => {
    const use = new KeyUse();
    use.refused(undefined, 'unknown', NOW);
    const first = { type: 'NoteRefusals', keyId: 'unknown', because: 'unknown', times: 1 };
    expect(use.due(NOW)).toStrictEqual([
      { ...first, from: '2026-03-14T08:00:00.000Z', to: '2026-03-14T08:00:00.000Z' },
    ]);
    for (let n = 1; n <= 50_000; n++) use.refused(undefined, 'unknown', NOW + MINUTE + n);
    expect(use.due(NOW + HOUR - 1)).toStrictEqual([]);
    expect(use.due(NOW + HOUR)).toStrictEqual([
      { ...first, times: 50_000, from: '2026-03-14T08:01:00.001Z', to: '2026-03-14T08:01:50.000Z' },
    ]);
    expect(use.due(NOW + 3 * HOUR)).toStrictEqual([]);
  });
});
