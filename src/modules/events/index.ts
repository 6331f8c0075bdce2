import type { ModuleManifest } from '../manifest.ts';
import type { TopicName } from './topics.ts';

declare module '../manifest.ts' {
  interface EventTopics extends Record<TopicName, true> {}
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    event: true;
  }
}

export const eventsModule = {} as const satisfies ModuleManifest;
