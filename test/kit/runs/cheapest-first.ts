import { BaseSequencer, type TestSpecification } from 'vitest/node';

const PLACES = ['/src/', '/test/contract/', '/test/model/', '/test/integration/'];

/** Unit tests, then contracts, then what needs a database: most mutants are dead before anything is slow. */
export class CheapestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => PLACES.findIndex((place) => moduleId.includes(place));
    return files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}
