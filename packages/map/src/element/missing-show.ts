let hasHinted = false;

/** Nothing is to be seen of an element without a show: whoever builds the page is told so, once. */
export function hintAtShow(): void {
  if (hasHinted) return;
  hasHinted = true;
  console.warn('<seatwire-map> needs the attribute "show", the id of a show (show_…): without it nothing is shown.');
}
