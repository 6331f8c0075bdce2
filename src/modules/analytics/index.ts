import './analytics.schema.ts';
import type { AnalyticsService } from './analytics.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    analytics: AnalyticsService;
  }
}
