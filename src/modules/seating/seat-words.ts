import type { SeatLabels } from '../../shared/seats/seat-labels.ts';
import type { Language } from '../../shared/text/language.ts';
import { hasVisibleText } from '../../shared/text/plain-text.ts';

/** What is needed of a seat to say where it is. */
export type NamedSeat = SeatLabels & { row: string; number: string };

interface SeatWords {
  row(number: string): string;
  seat(number: string): string;
}

const WORDS: Record<Language, SeatWords> = {
  en: { row: (number) => `row ${number}`, seat: (number) => `seat ${number}` },
  de: { row: (number) => `Reihe ${number}`, seat: (number) => `Platz ${number}` },
};

/** Where a seat is: zone, row and seat, without what the plan leaves blank: `["Floor", "Table 7", "Chair 1"]`. */
export function placeOf(seat: NamedSeat, language: Language): string[] {
  return [seat.zoneLabel, rowOf(seat, language), seatOf(seat, language)].filter((part) => part !== '');
}

/** The row by itself: "Table 7", or "Row 7"; empty when the plan leaves it blank. */
export function rowLabelOf(seat: NamedSeat, language: Language): string {
  return seat.rowLabel ?? capitalised(rowOf(seat, language));
}

/** The seat by itself: "Chair 1", or "Seat 1"; empty when the plan leaves it blank. */
export function seatLabelOf(seat: NamedSeat, language: Language): string {
  return seat.seatLabel ?? capitalised(seatOf(seat, language));
}

function rowOf({ row, rowLabel }: NamedSeat, language: Language): string {
  return rowLabel ?? (hasVisibleText(row) ? WORDS[language].row(row) : '');
}

function seatOf({ number, seatLabel }: NamedSeat, language: Language): string {
  return seatLabel ?? (hasVisibleText(number) ? WORDS[language].seat(number) : '');
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
