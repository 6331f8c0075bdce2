import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that take a minute and longer on two cores, the longest first. A file that is missing here only starts later. */
const LONG = [
  'test/chaos/many-buyers.services',
  'test/integration/fuzz',
  'test/model/seat-lock-store',
  'test/chaos/chaos.services',
  'test/chaos/area-rush.services',
  'test/integration/start-refusals.services',
  'test/browser/web-states',
  'test/chaos/convergence.services',
  'test/model/box-office',
  'test/integration/attack',
  'test/integration/document-flood',
  'test/integration/lost-commits.services',
  'test/integration/start',
  'test/chaos/kafka-outage.services',
  'test/chaos/links-and-clocks.services',
  'test/browser/web-faults',
  'test/browser/web-everyone',
  'test/browser/web-purchase',
  'test/integration/outages.services',
  'test/integration/cancelled-bookings.services',
  'test/integration/crash-points',
  'test/integration/example-react-native',
].map((name) => `/${name}.test.ts`);

/**
 * Lets long files of a group begin first, so that none runs alone at its end while the other workers have nothing to do.
 * Vitest knows how long a file takes only where it ran before: a fresh clone would go by the files' sizes.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const group = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
    const rank = ({ moduleId }: TestSpecification): number => {
      const index = LONG.findIndex((name) => moduleId.endsWith(name));
      return index < 0 ? LONG.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => group(a) - group(b) || rank(a) - rank(b));
  }
}
