let hasHinted = false;

/** Nothing is to be seen of an element without a show: whoever builds the page is told so, once. */
export function hintAtShow(): void {
  if (hasHinted) return;
  hasHinted = true;
  // No warning: a page may well wait until somebody has chosen a show.
  console.info('<seatwire-map> needs the attribute "show", the id of a show (show_…): without it nothing is shown.');
}
