import { describe, expect, it } from 'vitest';
import { csvRow } from './csv.ts';

describe('csvRow', () => {
  it.each([
    [['a', 'b', null, 12, -5], 'a,b,,12,-5\r\n'],
    [['a,b', 'say "hi"', 'two\nlines', 'two\r\nlines'], '"a,b","say ""hi""","two\nlines","two\r\nlines"\r\n'],
    [['=1+1', '+49 361', '-2', '@SUM(A1)', '\tx'], "'=1+1,'+49 361,'-2,'@SUM(A1),'\tx\r\n"],
    [['\rx', '=HYPERLINK("http://x","y")'], '"\'\rx","\'=HYPERLINK(""http://x"",""y"")"\r\n'],
    [[{ decimal: '-12.50' }, { decimal: '0.00' }], '-12.50,0.00\r\n'],
    [['Zoë Strauß', ''], 'Zoë Strauß,\r\n'],
  ])('writes %j', (cells, row) => {
    expect(csvRow(cells)).toBe(row);
  });
});
