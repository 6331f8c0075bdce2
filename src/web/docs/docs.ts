import './docs.css';
import { startSearch } from './search.ts';

const search = document.querySelector<HTMLElement>('.search');
if (search) startSearch(search);

// Lists of contents are beside the page where there is room, and open at a touch where there is not.
const lists = [
  [document.querySelector<HTMLDetailsElement>('.menu'), matchMedia('(min-width: 60rem)')],
  [document.querySelector<HTMLDetailsElement>('.toc'), matchMedia('(min-width: 80rem)')],
] as const;
for (const [list, isBeside] of lists) {
  if (!list) continue;
  const openOrClose = () => {
    list.open = isBeside.matches;
  };
  isBeside.addEventListener('change', openOrClose);
  openOrClose();
}
document.querySelector('.menu[open] [aria-current]')?.scrollIntoView({ block: 'nearest' });

// What is wider than the window scrolls by itself: by keyboard, too, which takes the focus there.
const scrollers = document.querySelectorAll<HTMLElement>('.scrolls');
const markScrollers = () => {
  for (const scroller of scrollers) {
    const isScrolling = scroller.scrollWidth > scroller.clientWidth;
    scroller.toggleAttribute('tabindex', isScrolling);
    if (!isScrolling) continue;
    scroller.tabIndex = 0;
    scroller.setAttribute('role', 'group');
    scroller.setAttribute('aria-label', scroller.matches('pre') ? 'Code' : 'Table');
  }
};
addEventListener('resize', markScrollers);
markScrollers();
