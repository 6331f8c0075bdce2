/**
 * The consumers of booking events whose effects are in PostgreSQL, by what names the effect there. Never change a name: an
 * event would have its effect again.
 */
export const CONSUMERS = {
  notification: 'notification',
  analytics: 'analytics',
  seatService: 'seat-service',
} as const;
