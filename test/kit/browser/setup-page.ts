import { buildPage } from '../../../scripts/bootstrap.mjs';

/** Before the first file that opens the page: files that run at the same time would build it in the same folder. */
export default async function setup(): Promise<void> {
  await buildPage();
}
