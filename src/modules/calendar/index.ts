import type { CalendarLinks } from './calendar-links.ts';

declare module '../../schema/context.ts' {
  interface Services {
    calendarLinks: CalendarLinks;
  }
}
