/** How large a seating plan may be: well beyond the largest stadiums. Arguments that name a plan's parts have the same bounds. */
export const MAX_PLAN_BYTES = 50 * 1024 * 1024;
/** Characters of a name, a number or an id of a plan. */
export { MAX_PLAN_TEXT } from '../../shared/seats/seat-labels.ts';
export const MAX_CATEGORIES = 200;
export const MAX_ZONES = 500;
export const MAX_ROWS = 20_000;
export const MAX_SEATS = 100_000;
/** Areas whose places have no numbers: each event of a show may name them all. */
export const MAX_AREAS = 100;
export const MAX_AREA_CAPACITY = 1_000_000;
/** Of the whole, the drawing included: how deep it is nested, and its texts, numbers, lists and objects together. */
export const DOCUMENT_LIMITS = { maxLevels: 32, maxValues: 3_000_000 } as const;
