import { isTooDeep } from './json-body';

const nested = (depth: number, open: string, close: string) => open.repeat(depth) + close.repeat(depth);

describe('A body is too deep', () => {
  it.each([
    ['20 lists', nested(20, '[', ']'), false],
    ['21 lists', nested(21, '[', ']'), true],
    ['21 objects', nested(21, '{"a":', '}'), true],
    ['lists and objects by turns', nested(11, '[{"a":', '}]'), true],
    ['many beside each other', `[${'[],'.repeat(1000)}[]]`, false],
    ['brackets in a text', JSON.stringify({ text: '['.repeat(100) }), false],
    ['brackets after a quote in a text', JSON.stringify({ text: `"${'['.repeat(100)}` }), false],
    ['a text that ends in a backslash', `{"text": "\\\\", "deep": ${nested(20, '[', ']')}}`, true],
    ['brackets without an end', '['.repeat(21), true],
  ])('%s: %#', (_what, text, tooDeep) => expect(isTooDeep(text)).toBe(tooDeep));
});
