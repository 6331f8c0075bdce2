/** What the tests use of bootstrap.mjs, which is plain JavaScript so that any Node can run it. */
export function buildPage(): Promise<void>;
