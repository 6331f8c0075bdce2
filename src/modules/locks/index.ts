import './locks.schema.ts';
import type { LocksService } from './locks.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    locks: LocksService;
  }
}
