/** The names without the words that all of them begin with: "L1" of "Section L1", where there is a "Section L2". */
export function shortNamesOf(names: readonly string[]): string[] {
  const words = names.map((name) => name.trim().split(/\s+/));
  let common = 0;
  const [first = []] = words;
  // Of no names there is no first one, which ends it: every one of none has everything in common.
  while (first.length > common + 1 && words.every((each) => isLongerAlike(each, first, common))) common += 1;
  return words.map((each) => each.slice(common).join(' '));
}

function isLongerAlike(words: readonly string[], first: readonly string[], common: number): boolean {
  return words.length > common + 1 && words[common] === first[common];
}

/**
 * Shorter names for where there is room for a few letters only: without leading zeros ("F1" of "F001"), the number at the end
 * ("12" of "Block 12"), or first letters ("UL" of "Upper left"). None stands for two things: what has no such name keeps its own.
 */
export function abbreviationsOf(names: readonly string[]): string[] {
  const abbreviations = names.map(abbreviationOf);
  return abbreviations.map((abbreviation, index) => {
    const isTaken = [...abbreviations, ...names].filter((other) => other === abbreviation).length > 1;
    return isTaken && abbreviation !== names[index] ? names[index]! : abbreviation;
  });
}

function abbreviationOf(name: string): string {
  const words = name
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/(?<!\d)0+(?=\d)/g, ''));
  if (words.length === 1) return words[0]!;
  const last = words.at(-1)!;
  if (/\d/.test(last) || last.length === 1) return last;
  return words
    .map((word) => [...word][0])
    .join('')
    .toLocaleUpperCase();
}
