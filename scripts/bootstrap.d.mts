/** What the tests use of bootstrap.mjs, which is plain JavaScript so that any Node can run it. */
export function buildPage(): Promise<void>;
/** Files and folders, from the root, that the pages are built from. */
export const PAGE_SOURCES: readonly string[];
export const ROOT: string;
/** Where Node keeps what it has compiled. */
export const COMPILED: string;
