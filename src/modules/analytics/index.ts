import type { ModuleManifest } from '../manifest.ts';
import { createAnalyticsHandler } from './analytics-handler.ts';
import './analytics.schema.ts';
import { type AnalyticsService, createAnalyticsService } from './analytics.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    analytics: AnalyticsService;
  }
}

export const analyticsModule = {
  services: {
    analytics: ({ database }) => createAnalyticsService({ database }),
  },
  consumers: [
    { group: 'analytics', topics: ['booking-events'], effect: () => ({ together: createAnalyticsHandler() }) },
  ],
} as const satisfies ModuleManifest;
