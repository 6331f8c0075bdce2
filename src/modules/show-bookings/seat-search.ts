import type { PlanSeat } from '../seating/seating-plan-model.ts';

type Part = 'zone' | 'row' | 'seat';

/** Words that say what the number after them is, in English and German, as people write them and as plans label rows and seats. */
const PARTS: ReadonlyMap<string, Part> = new Map<string, Part>([
  ['zone', 'zone'],
  ['block', 'zone'],
  ['section', 'zone'],
  ['area', 'zone'],
  ['bereich', 'zone'],
  ['row', 'row'],
  ['reihe', 'row'],
  ['table', 'row'],
  ['tisch', 'row'],
  ['seat', 'seat'],
  ['place', 'seat'],
  ['chair', 'seat'],
  ['platz', 'seat'],
  ['sitz', 'seat'],
  ['sitzplatz', 'seat'],
  ['stuhl', 'seat'],
]);

/** No seat has a longer name in words. */
const MAX_WORDS = 12;

/** What was entered, by the words before it; `free`: what stands before the first of them. */
type Asked = Record<Part | 'free', string[]>;

/**
 * The seats that a text means, as people write them: zone, row and seat in any punctuation ("D 3 12", "D-3/12"), without the
 * zone, or with words in English or German in any order ("Row 3 seat 12", "Platz 12, Reihe 3, Parkett"). Of several zones
 * where the text names none; empty where it means none. Letters in any case.
 */
export function seatsMeant(text: string, seats: readonly PlanSeat[]): PlanSeat[] {
  const asked = askedIn(text);
  if (!asked) return [];
  const words = new KnownWords();
  return seats.filter((seat) => isMeant(asked, seat, words));
}

function askedIn(text: string): Asked | null {
  const words = wordsIn(text);
  if (words.length > MAX_WORDS) return null;
  const asked: Asked = { free: [], zone: [], row: [], seat: [] };
  let part: keyof Asked = 'free';
  for (const word of words) {
    const named = PARTS.get(word);
    if (named) part = named;
    else asked[part].push(word);
  }
  return asked;
}

function isMeant(asked: Asked, seat: PlanSeat, words: KnownWords): boolean {
  for (const ofSeat of words.alternatives(seat.number, seat.seatLabel)) {
    if (ofSeat.length === 0) continue;
    for (const ofRow of words.alternatives(seat.row, seat.rowLabel)) {
      const rest = restWithout(asked, ofRow, ofSeat);
      if (!rest) continue;
      const ofZone = [...words.in(seat.zoneLabel), ...words.in(seat.zone)];
      if (rest.every((word) => ofZone.includes(word))) return true;
    }
  }
  return false;
}

/** What is asked beside row and seat, which is about the zone then; null where the row or the seat is another one. */
function restWithout(asked: Asked, ofRow: readonly string[], ofSeat: readonly string[]): string[] | null {
  const { free, zone, row, seat } = asked;
  if (seat.length > 0) {
    const afterSeat = after(seat, ofSeat);
    if (row.length === 0) return joined(before(free, ofRow), zone, afterSeat);
    return joined(free, zone, after(row, ofRow), afterSeat);
  }
  const both = [...ofRow, ...ofSeat];
  if (row.length > 0) return joined(free, zone, after(row, both));
  // "Block D 3 12"
  return joined(before([...free, ...zone], both));
}

function joined(...lists: (readonly string[] | null)[]): string[] | null {
  return lists.includes(null) ? null : lists.flatMap((list) => list ?? []);
}

function after(words: readonly string[], start: readonly string[]): readonly string[] | null {
  return start.every((word, index) => words[index] === word) ? words.slice(start.length) : null;
}

function before(words: readonly string[], end: readonly string[]): readonly string[] | null {
  const length = words.length - end.length;
  return length >= 0 && end.every((word, index) => words[length + index] === word) ? words.slice(0, length) : null;
}

/** The words of a plan's texts. Most seats share theirs with others. */
class KnownWords {
  readonly #known = new Map<string, readonly string[]>();

  in(text: string): readonly string[] {
    let words = this.#known.get(text);
    if (!words) {
      words = wordsIn(text).filter((word) => !PARTS.has(word));
      this.#known.set(text, words);
    }
    return words;
  }

  /** By its number, and by the plan's own words. */
  alternatives(number: string, label: string | null): (readonly string[])[] {
    return label === null ? [this.in(number)] : [this.in(label), this.in(number)];
  }
}

/** Runs of letters and of digits, the latter without zeros in front: "D03-12b" is d, 3, 12, b. */
function wordsIn(text: string): string[] {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/\p{N}+|[\p{L}\p{M}]+/gu) ?? [];
  return words.map((word) => word.replace(/^0+(?=\p{N})/u, ''));
}
