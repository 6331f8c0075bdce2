/** How seats, rows and zones of a plan are called: what is drawn, what is held and what stands on a ticket read the same. */
export { hasVisibleText, labelOf, zoneLabel } from '@seatwire/client/show-map';
