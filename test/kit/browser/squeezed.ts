import type { Page } from 'playwright-core';

/** Longer ones may be broken, such as codes of tickets; addresses as well. */
const LONGEST_WORD = 16;

/**
 * What has no room on the page: words that are broken over lines, and text that goes beyond the panel that it is in. What is moved sideways to be
 * read (`.wide-table`) may go on beyond it.
 */
export async function squeezedIn(page: Page): Promise<string[]> {
  return await page.evaluate((longest) => {
    const found = new Set<string>();
    const texts = document.createTreeWalker(document.querySelector('main')!, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    const rectsOf = (text: Node, start: number, end: number) => {
      range.setStart(text, start);
      range.setEnd(text, end);
      return [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
    };
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const parent = text.parentElement!;
      if (!parent.checkVisibility() || parent.closest('svg, option, .visually-hidden, .wide-table')) continue;
      const panel = parent.closest('.panel, .seat-list');
      const edge =
        panel && panel.getBoundingClientRect().right - Number.parseFloat(getComputedStyle(panel).paddingRight);
      for (const { 0: word, index } of text.textContent!.matchAll(/[^\s\u00ad-]+/g)) {
        const rects = rectsOf(text, index, index + word.length);
        const lines = new Set(rects.map(({ top }) => Math.round(top)));
        const isWord = word.length <= longest && !word.includes('@');
        if (lines.size > 1 && isWord) found.add(`broken: ${word} in "${text.textContent!.trim()}"`);
        if (edge !== null && rects.some(({ right }) => right > edge + 1)) found.add(`beyond its panel: ${word}`);
      }
    }
    return [...found];
  }, LONGEST_WORD);
}
