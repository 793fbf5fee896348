import { csvOf, dollarsOf } from './csv';

/** Without the mark that every file begins with. */
const unmarked = (text: string) => {
  expect(text.startsWith('\ufeff')).toBe(true);
  return text.slice(1);
};
const one = (value: string | number | null) =>
  unmarked(csvOf({ what: (row: { value: typeof value }) => row.value }, [{ value }]));

describe('Comma-separated values', () => {
  it('have a header, and a line with CRLF for each row', () => {
    const columns = {
      client: (row: { client: string; cents: number }) => row.client,
      dollars: (row: { cents: number }) => dollarsOf(row.cents),
    };
    expect(unmarked(csvOf(columns, [{ client: 'acme', cents: 18_750 }]))).toBe('client,dollars\r\nacme,187.50\r\n');
    expect(unmarked(csvOf(columns, []))).toBe('client,dollars\r\n');
  });

  it('quote what would end a cell or a line', () => {
    expect(one('Smith, "Bob"\r\n')).toBe('what\r\n"Smith, ""Bob""\r\n"\r\n');
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1+2', "'-1+2"],
    ['-', "'-"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1', "'＝1"],
    [' =1+1', "' =1+1"],
    ['"=1+1', `"'""=1+1"`],
    ['\tx', `"'\tx"`],
    ['\r\nx', `"'\r\nx"`],
    [';=1+1', `";'=1+1"`],
    ['up; @SUM(A1)', `"up;' @SUM(A1)"`],
    ['up\t=1', `"up\t'=1"`],
    ['up|-1', `"up|'-1"`],
    ['up\n+1', `"up\n'+1"`],
  ])('make text of %j, which a spreadsheet would calculate', (text, cell) =>
    expect(one(text)).toBe(`what\r\n${cell}\r\n`),
  );

  it.each(['a=b', 'up, -3 dB', '2026-03-14', 'a@b.example'])('leave %j as it is', (text) =>
    expect(one(text).replaceAll('"', '')).toBe(`what\r\n${text}\r\n`),
  );

  it('leave numbers numbers, and nothing empty', () => {
    expect(one(-5)).toBe('what\r\n-5\r\n');
    expect(one('-187.50')).toBe('what\r\n-187.50\r\n');
    expect(one(null)).toBe('what\r\n\r\n');
  });

  it('say cents in dollars, below zero too', () => {
    expect([18_750, -5, 0, -18_750].map(dollarsOf)).toStrictEqual(['187.50', '-0.05', '0.00', '-187.50']);
  });
});
