import { sharedSecret } from '../../platform/postgres/shared-secret.ts';
import type { ModuleManifest } from '../manifest.ts';
import { CalendarFiles } from './calendar-files.ts';
import { type CalendarLinks, createCalendarLinks } from './calendar-links.ts';
import { createCalendarRoute } from './calendar-route.ts';

declare module '../../schema/context.ts' {
  interface Services {
    calendarLinks: CalendarLinks;
  }
}

declare module '../manifest.ts' {
  interface Components {
    calendarLinks: CalendarLinks;
  }
}

export const calendarModule = {
  opened: {
    calendarLinks: async ({ database }) => createCalendarLinks(await sharedSecret(database, 'calendar')),
  },
  services: {
    calendarLinks: ({ calendarLinks }) => calendarLinks,
  },
  routes: [
    {
      method: 'GET',
      path: '/calendar/{link}.ics',
      handler: ({ calendarLinks, config, database, findBookingDetails }) =>
        createCalendarRoute({
          links: calendarLinks,
          files: new CalendarFiles({ database, from: config.mail.from, findBooking: findBookingDetails }),
        }),
    },
  ],
} as const satisfies ModuleManifest;
