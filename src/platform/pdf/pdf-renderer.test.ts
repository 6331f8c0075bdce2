import { afterAll, expect, it } from 'vitest';
import { textOfPdf } from '../../../test/kit/checks/pdf-text.ts';
import type { PdfBlock, PdfDocument } from './pdf-document.ts';
import { PdfRenderer } from './pdf-renderer.ts';

const renderer = new PdfRenderer();
afterAll(() => renderer.close());

const WAIT = { maxWait_ms: 20_000 };
const documentOf = (...blocks: PdfBlock[]): PdfDocument => ({
  locale: 'en',
  title: 'A document',
  author: 'Seatwire',
  madeAt: new Date('2027-01-05T10:00:00Z'),
  blocks,
});
const text = (value: string): PdfBlock => ({ kind: 'text', text: value, tone: 'ink' });

/** Of fifty pages. */
function longDocument(): PdfDocument {
  const card = {
    kind: 'card',
    code: '0'.repeat(26),
    lines: ['x'.repeat(200)],
    place: 'Row 1, seat 2',
    notes: [],
  } as const;
  const blocks = Array.from({ length: 200 }, (_, index) => ({ ...card, title: `${index} ${'long '.repeat(40)}` }));
  return documentOf(...blocks);
}

it('sets Latin with its accents, Greek and Cyrillic', async () => {
  const words = ['Zoë Ångström Łukasz Čapek Ğül', 'Ελένη Παπαδοπούλου', 'Дмитро Їжак', '12,50 € · 4\u202f500\u00a0Ft'];
  const pdf = await renderer.draw(documentOf(...words.map(text)), WAIT);
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
  const said = await textOfPdf(pdf);
  for (const each of words) expect(said).toContain(each.replaceAll(/[\u202f\u00a0]/g, ' '));
});

it.each([
  ['Chinese', '李小龍'],
  ['an emoji with a joiner', '👩‍🎤'],
  ['Arabic and Hebrew', 'محمد דוד'],
  ['Devanagari', 'अमिताभ बच्चन'],
  ['Thai', 'สมชาย'],
  ['half a surrogate pair', 'a\ud83d b'],
  ['control characters and marks of direction', 'a\u0000\u202e\u200fb\u0007'],
  ['a hundred accents on one letter', `e${'\u0301'.repeat(100)}`],
  ['nothing', ''],
])('draws what its font does not have, or can not join, without failing: %s', async (_what, value) => {
  const pdf = await renderer.draw(documentOf(text(value), text('after it')), WAIT);
  expect(await textOfPdf(pdf)).toContain('after it');
});

it('has the same bytes for the same document', async () => {
  const document = documentOf(text('the same'), {
    kind: 'card',
    code: 'CODE',
    title: 'T',
    lines: [],
    place: 'A 1',
    notes: [],
  });
  expect(await renderer.draw(document, WAIT)).toEqual(await renderer.draw(document, WAIT));
});

it('cuts off what is far too long, and goes on on further pages', async () => {
  const pdf = await renderer.draw(longDocument(), WAIT);
  expect(pdf.length).toBeLessThan(1024 * 1024);
  expect(await textOfPdf(pdf)).toContain('50 / 50');
});

it('refuses who would wait too long, and draws the next one all the same', async () => {
  const first = renderer.draw(longDocument(), WAIT);
  await expect(renderer.draw(documentOf(text('second')), { maxWait_ms: 1 })).rejects.toThrow('slots');
  expect(await textOfPdf(await first)).toContain('50 / 50');
  expect(await textOfPdf(await renderer.draw(documentOf(text('third')), WAIT))).toContain('third');
});

it('draws on after a document that can not be drawn', async () => {
  const broken = { ...documentOf(), blocks: [null] } as unknown as PdfDocument;
  await expect(renderer.draw(broken, WAIT)).rejects.toThrow('can not be drawn');
  expect(await textOfPdf(await renderer.draw(documentOf(text('as before')), WAIT))).toContain('as before');
});
