import type { ModuleManifest } from '../manifest.ts';
import './sales.schema.ts';
import type { SalesService } from './sales.service.ts';

declare module '../../schema/context.ts' {
  interface Services {
    sales: SalesService;
  }
}

export const salesModule: ModuleManifest = {};
