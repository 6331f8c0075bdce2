import type { BoxOfficeOptions } from '@seatwire/client/box-office';
import type { SeatwireMapEventMap } from './map-events.ts';

/** What `<seatwire-map>` takes in a template, for frameworks whose templates have types. */
export interface SeatwireMapAttributes {
  url?: string | null | undefined;
  show?: string | null | undefined;
  'party-size'?: number | string | null | undefined;
  tiers?: string | readonly string[] | null | undefined;
  'max-price'?: number | string | null | undefined;
  code?: string | null | undefined;
  language?: string | null | undefined;
  theme?: 'light' | 'dark' | null | undefined;
  token?: BoxOfficeOptions['token'] | null;
}

/** Its events as React 19 and Svelte 5 take them: `onhold`, `onconfirmed`, … */
export type SeatwireMapListeners = {
  [Type in keyof SeatwireMapEventMap as `on${Type}`]?: (event: SeatwireMapEventMap[Type]) => void;
};
