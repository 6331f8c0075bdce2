/** Set when the map with the seats' states was drawn for the first time: what the time from opening is measured by. */
const USABLE_MARK = 'seat-map-usable';

/** To be called when it is drawn in the next frame. Only the first time counts. */
export function markUsable(): void {
  if (performance.getEntriesByName(USABLE_MARK).length > 0) return;
  // The first frame is being drawn when its callback runs; it has been when the second does.
  requestAnimationFrame(() => requestAnimationFrame(() => performance.mark(USABLE_MARK)));
}
