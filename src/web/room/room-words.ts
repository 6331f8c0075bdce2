import type { ViewContext } from '../views/view-context.ts';
import type { RoomNews } from './room-news.ts';
import type { RoomVisit } from './room-visit.ts';

const MINUTE_S = 60;
const HOUR_MIN = 60;
/** Of hours, to the next five minutes: nobody knows it better. */
const STEP_MIN = 5;

/** How long the wait still is, in words; `null`: nobody can say. */
export function estimateWords({ texts }: Pick<ViewContext, 'texts'>, seconds: number | null): string {
  const { unknown, soon, minutes, hours } = texts.room.estimate;
  if (seconds === null) return unknown;
  if (seconds < MINUTE_S) return soon;
  const rounded = Math.round(seconds / MINUTE_S);
  if (rounded < HOUR_MIN) return minutes(rounded);
  const stepped = Math.round(rounded / STEP_MIN) * STEP_MIN;
  return hours(Math.floor(stepped / HOUR_MIN), stepped % HOUR_MIN);
}

/** What the tab is called: who waits looks at other tabs. */
export function pageTitle({ texts, formats }: ViewContext, show: { title: string }, visit: RoomVisit): string {
  const title = `${show.title} · ${texts.appName}`;
  if (visit.step === 'admitted') return texts.room.titles.admitted(title);
  const { standing } = visit;
  return standing ? texts.room.titles.waiting(formats.count(standing.position), title) : title;
}

/** `isSeen`: it is worth more than what the panel shows, for those who look elsewhere on the page. */
export function newsWords(
  { texts, formats }: ViewContext,
  news: RoomNews,
  moments: { draw: string; spokenTime(left_ms: number): string },
): { text: string; isSeen: boolean } {
  const words = texts.room;
  switch (news.kind) {
    case 'opened':
      return { text: words.opened, isSeen: true };
    case 'joined':
      return { text: words.joined(moments.draw), isSeen: false };
    case 'drawn':
      return { text: words.drawn(formats.count(news.place)), isSeen: false };
    case 'admitted':
      return { text: `${words.admittedTitle}.`, isSeen: true };
    case 'timeLeft':
      return { text: words.timeLeft(moments.spokenTime(news.left_ms)), isSeen: false };
    case 'ended':
      return { text: `${words.ended[news.reason].title}.`, isSeen: news.reason === 'IDLE' };
    case 'off':
      return { text: words.off, isSeen: true };
  }
}
