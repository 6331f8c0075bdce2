import './shows.schema.ts';
import type { ShowsService } from './shows.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    shows: ShowsService;
  }
}
