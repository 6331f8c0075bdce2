import { singleLine } from './format.ts';

const LONGEST_NAME = 50;
/** Letters of any script, and what stands between them in names: `Zoë O’Neill-Ångström, J. R. R.` */
const NAME = /^['’ʼ]?\p{L}[\p{L}\p{M}\p{Zs}'’ʼ.,·-]*$/u;
/** Dots of other scripts count as dots in domains. */
const DOT = '.。．｡';
/** `example.com`; `J.R.R.` is none. */
const DOMAIN = new RegExp(`[${DOT}][\\p{N}-]*\\p{L}[\\p{L}\\p{N}-]+`, 'u');
/** `https://…`, `mailto:…`, a path, an address, a mention. */
const ADDRESS = /\p{L}:\S|[/\\@＠]|\bwww\b/iu;
/** Programs make telephone numbers of it. */
const NUMBER = /\d(?:[\s()-]*\d){6,}/u;

/**
 * The name as it may be said in a mail: on one line, short, of letters only. Null for what is none, such as an address that
 * mail programs would make a link of: anyone can write a stranger's address into a booking, and anything as the name.
 */
export function plainName(text: string): string | null {
  const name = singleLine(text);
  return name.length <= LONGEST_NAME && NAME.test(name) && !mayBecomeLink(name) ? name : null;
}

/** Whether mail programs may make a link of something in the text. */
export function mayBecomeLink(text: string): boolean {
  // Characters that are not seen must not hide it from us.
  const seen = text.replaceAll(/\p{Cf}/gu, '');
  return [DOMAIN, ADDRESS, NUMBER].some((pattern) => pattern.test(seen));
}
