import { spokenTime } from '../../../packages/map/src/element/map-formats.ts';
import type { Notices } from '../../../packages/map/src/notices.ts';
import type { Show } from '../api/box-office-types.ts';
import type { ViewContext } from '../views/view-context.ts';
import type { RoomNews } from './room-news.ts';
import { RoomVisit, type RoomVisitDeps } from './room-visit.ts';
import { newsWords, pageTitle } from './room-words.ts';

export interface ShowRoomDeps extends Omit<RoomVisitDeps, 'showId' | 'room' | 'onNews'> {
  /** As it is now. */
  show(): Show;
  /** Its organiser needs no admission to a draft. */
  isPreview: boolean;
  notices: Notices;
  context(): ViewContext;
}

/** The waiting room on a show's page: what happens in it is said, and seen in the name of the tab. */
export class ShowRoom {
  readonly #deps: ShowRoomDeps;
  readonly visit: RoomVisit;

  constructor(deps: ShowRoomDeps) {
    this.#deps = deps;
    const show = deps.show();
    this.visit = new RoomVisit({
      ...deps,
      showId: show.id,
      room: deps.isPreview ? null : show.waitingRoom,
      onChange: () => {
        this.nameTab();
        deps.onChange();
      },
      onNews: (news) => this.#tell(news),
    });
  }

  /** The show has another title, or it is another one's turn. */
  nameTab(): void {
    document.title = pageTitle(this.#deps.context(), this.#deps.show(), this.visit);
  }

  /** To be called when an organiser has changed the show: it may have got a room. */
  onShowNews(): void {
    this.nameTab();
    if (!this.#deps.isPreview) this.visit.onShowNews();
  }

  /** To be called when the show was asked for, since it does not sell or this buyer may not buy. */
  async onShowRead({ waitingRoom }: Show): Promise<void> {
    if (!this.#deps.isPreview && (waitingRoom !== null || this.visit.step !== null)) await this.visit.refresh();
  }

  #tell(news: RoomNews): void {
    const { notices, show } = this.#deps;
    const context = this.#deps.context();
    const { startsAt, venue } = show();
    const { text, isSeen } = newsWords(context, news, {
      draw: context.formats.moment(this.visit.room?.drawAt ?? startsAt, venue.timezone),
      spokenTime: (left_ms) => spokenTime(context.texts, left_ms / 1_000),
    });
    if (isSeen) notices.sayAndShow(text);
    else notices.say(text);
  }
}
