import { broken, committed, documents, everCommitted, publish } from './published';

// `CONTRACT=write` writes what is new, unless it would break what is there; everything else is read only.
if (process.env.CONTRACT === 'write') beforeAll(publish);

describe('The published contract', () => {
  it('is committed as the code has it. If not: CONTRACT=write npm test -- test/public/published', () =>
    expect(Object.fromEntries(committed())).toStrictEqual(JSON.parse(JSON.stringify(Object.fromEntries(documents())))));

  it('keeps every version that was ever committed: a field may be added, and nothing else', () => {
    expect(broken(committed())).toStrictEqual([]);
    expect(broken(everCommitted())).toStrictEqual([]);
  });

  it('would notice one that is gone, or that others could no longer read', () => {
    const [name, schema] = [...committed()].find(([file]) => file.startsWith('com.')) ?? ['', {}];
    expect(broken([['com.faultline.ticket.forgotten.v1.json', schema]])).toStrictEqual([
      'com.faultline.ticket.forgotten.v1.json is gone',
    ]);
    const wider = { ...schema, properties: { ...(schema.properties as object), site: { type: 'string' } } };
    expect(broken([[name, wider]])).toStrictEqual([`${name}: data.site is gone`]);
  });
});
