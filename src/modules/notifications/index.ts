import type { ModuleManifest } from '../manifest.ts';
import { NotificationNotResendableError } from './notifications.errors.ts';
import './notifications.schema.ts';
import type { NotificationsService } from './notifications.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    notifications: NotificationsService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    notification: true;
  }
}

export const notificationsModule: ModuleManifest = {
  storableErrors: [NotificationNotResendableError],
};
