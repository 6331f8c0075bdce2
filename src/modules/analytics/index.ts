import type { ModuleManifest } from '../manifest.ts';
import './analytics.schema.ts';
import type { AnalyticsService } from './analytics.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    analytics: AnalyticsService;
  }
}

export const analyticsModule: ModuleManifest = {};
