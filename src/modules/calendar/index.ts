import type { ModuleManifest } from '../manifest.ts';
import type { CalendarLinks } from './calendar-links.ts';

declare module '../../schema/context.ts' {
  interface Services {
    calendarLinks: CalendarLinks;
  }
}

export const calendarModule: ModuleManifest = {};
