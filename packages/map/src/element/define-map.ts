import { SeatwireMap } from './seatwire-map.ts';

/** Makes `<seatwire-map>` known to the page, unless it is. Where pages are rendered on a server nothing is defined. */
export function defineSeatwireMap(): void {
  if (globalThis.customElements && !customElements.get('seatwire-map')) {
    customElements.define('seatwire-map', SeatwireMap);
  }
}
