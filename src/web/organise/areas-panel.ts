import './areas-panel.css';
import './wide-table.css';
import { html, nothing, type TemplateResult } from 'lit-html';
import type { ShowAreasQuery } from '../../generated/web/operations.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { organiserTextsIn } from './organiser-texts.ts';
import { type SeatCounts, sumOfCounts } from './seat-counts.ts';
import { SHOW_AREAS } from './show-areas.graphql.ts';
import type { ShowPanel, ShowPanelDeps } from './show-panel.ts';

type ShowArea = NonNullable<ShowAreasQuery['show']>['areas'][number];

const ASK_EVERY_MS = 2_000;

/** How many places of each area are sold, held and free, asked for every two seconds. Nothing for a hall without areas. */
export function openAreasPanel(deps: ShowPanelDeps): ShowPanel {
  const { hall, requests, show, context, language, redraw, onSignedOut } = deps;
  let areas: readonly ShowArea[] = [];
  let isAsking = false;
  let isOver = false;

  async function ask(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    try {
      const found = await requests.request(SHOW_AREAS, { id: show().id });
      const next = found.show?.areas ?? areas;
      if (isOver || JSON.stringify(next) === JSON.stringify(areas)) return;
      areas = next;
      redraw();
    } catch (error) {
      // Where there is no answer, the next time, then: what is known stays.
      if (error instanceof Unauthenticated && !isOver) onSignedOut();
    } finally {
      isAsking = false;
    }
  }

  const isNeeded = hall.saleAreas.length > 0;
  const timer = isNeeded
    ? setInterval(() => document.visibilityState === 'visible' && void ask(), ASK_EVERY_MS)
    : undefined;
  if (isNeeded) void ask();
  return {
    render: () =>
      areas.length === 0 ? nothing : areasTable(areas, { ...context(), words: organiserTextsIn(language()) }),
    placeCounts: () => sumOfCounts(areas.map(countsOf)),
    dispose() {
      isOver = true;
      clearInterval(timer);
    },
  };
}

/** As those of seats: all together are its capacity. */
function countsOf(one: ShowArea): SeatCounts {
  return { AVAILABLE: one.available, LOCKED: one.held, BOOKED: one.booked, BLOCKED: setAsideOf(one) };
}

/** How many of its places an allotment has for itself. */
function setAsideOf({ area, available, held, booked }: ShowArea): number {
  return area.capacity - available - held - booked;
}

function areasTable(
  areas: readonly ShowArea[],
  { words, formats }: ReturnType<ShowPanelDeps['context']> & { words: ReturnType<typeof organiserTextsIn> },
): TemplateResult {
  const hasAllotments = areas.some((one) => setAsideOf(one) > 0);
  const labels = [words.sold, words.held, ...(hasAllotments ? [words.setAside] : []), words.free];
  return html`
    <section class="panel areas-panel" aria-label=${words.areas}>
      <h2>${words.areas}</h2>
      <!-- Where the columns have no room they are scrolled, by keyboard, too. -->
      <div class="areas-table wide-table" role="group" aria-label=${words.areas} tabindex="0">
        <table>
          <thead>
            <tr>
              ${labels.map((label) => html`<th scope="col">${label}</th>`)}
            </tr>
          </thead>
          <!-- Beside the counts it would leave no room for them. -->
          ${areas.map(
            (one) => html`
              <tbody data-area=${one.area.areaId}>
                <tr>
                  <th scope="rowgroup" colspan=${labels.length}>
                    ${one.area.label} <small>${words.capacity}: ${formats.count(one.area.capacity)}</small>
                  </th>
                </tr>
                <tr>
                  ${[one.booked, one.held, ...(hasAllotments ? [setAsideOf(one)] : []), one.available].map(
                    (count) => html`<td>${formats.count(count)}</td>`,
                  )}
                </tr>
              </tbody>
            `,
          )}
        </table>
      </div>
    </section>
  `;
}
