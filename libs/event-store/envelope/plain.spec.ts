import { plain } from './plain';

const refused = (value: unknown, why: string) => {
  expect(() => plain(value, 'NoteAdded')).toThrow(why);
  expect(() => plain(value, 'NoteAdded')).toThrow(expect.objectContaining({ code: 'event.unstorable' }));
};

describe('What is stored', () => {
  it('comes back from JSON as it was', () => {
    const data = { text: 'Ünïcödé 🚒', list: [1, -2.5, null, { deep: true }], gone: undefined };
    expect(plain(data, 'NoteAdded')).toStrictEqual(JSON.parse(JSON.stringify(data)));
    expect(Object.is(plain(-0, 'n'), 0)).toBe(true);
  });
  it('is a copy that nobody else can change', () => {
    const data = { list: [{ a: 1 }] };
    const copy = plain(data, 'NoteAdded') as typeof data;
    data.list.push({ a: 2 });
    expect(copy).toStrictEqual({ list: [{ a: 1 }] });
  });
  it.each(['{"__proto__":{"admin":true}}', '{"a":[{"constructor":1}]}', '{"prototype":1}', '{"$sealed":{}}'])(
    'never holds %s',
    (json) => refused(JSON.parse(json), 'which no event may have'),
  );
  it('never holds what JSON would lose or change', () => {
    refused({ at: new Date(0) }, 'NoteAdded.at is a Date');
    refused({ n: Number.NaN }, 'NoteAdded.n is NaN');
    refused({ n: 1n }, 'NoteAdded.n is a bigint');
    refused({ list: [undefined] }, 'NoteAdded.list.0 is a undefined');
    refused({ text: 'half \ud83d' }, 'NoteAdded.text holds half of a character');
  });
  it('is not nested without end', () => {
    let deep: unknown = 1;
    for (let i = 0; i < 40; i++) deep = { deep };
    refused(deep, 'deeper than 32 levels');
  });
});
