import { STYLES } from '../styles.generated.ts';

let sheet: CSSStyleSheet | null = null;

/** One for all elements of a page. It is no inline style: a page's Content-Security-Policy has nothing against it. */
export function styleSheet(): CSSStyleSheet {
  if (sheet === null) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
  }
  return sheet;
}
