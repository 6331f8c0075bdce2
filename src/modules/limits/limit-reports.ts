import type { Reports } from '../../platform/observability/reports.ts';

/** Something was refused, or left undone, for the limit of that name. */
export type LimitReports = Reports;
