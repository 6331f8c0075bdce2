import { labelOf } from '@seatwire/client/show-map';

/** How seats, rows, zones and areas of a plan are called: what is drawn, what is held and what stands on a ticket read the same. */
export { hasVisibleText, labelOf, zoneLabel } from '@seatwire/client/show-map';

/** What people call an area with places: by its name, the words that are drawn on it, or else its own id. */
export function areaName({ name, text, area_guid: id }: { name?: unknown; text?: unknown; area_guid: string }): string {
  const words = typeof text === 'string' ? text : (text as { text?: unknown } | null | undefined)?.text;
  return labelOf(name, '%s') ?? labelOf(words, '%s') ?? id;
}
