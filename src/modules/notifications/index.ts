import './notifications.schema.ts';
import type { NotificationsService } from './notifications.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    notifications: NotificationsService;
  }
}
