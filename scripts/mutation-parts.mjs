/**
 * What is mutated, and which tests are to notice: those that hold on to a rule, a port or a service. Suites that go through
 * GraphQL start a whole product each; they would kill the same mutants, later.
 * @type {Readonly<Record<string, { mutate: string[], tests: string[] }>>}
 */
export const PARTS = {
  locks: {
    mutate: ['src/modules/locks/**/*.ts', 'src/modules/inventory/**/*.ts'],
    tests: [
      'src/modules/{locks,inventory}/**/*.test.ts',
      'test/contract/seat-lock-store.{memory,redis}.test.ts',
      'test/model/seat-lock-store.test.ts',
      'test/integration/{core-lock-rules,lock-life,core-lock-changes,lock-record,core-locks,core-lost-memory,inventory}.test.ts',
      'test/integration/state-machines.test.ts',
    ],
  },
  bookings: {
    mutate: ['src/modules/bookings/**/*.ts'],
    tests: [
      'src/modules/bookings/**/*.test.ts',
      'test/integration/{core-bookings,core-booking-ends,core-seat-service,lock-record,state-machines}.test.ts',
    ],
  },
  outbox: {
    mutate: ['src/platform/events/**/*.ts', 'src/modules/events/**/*.ts'],
    tests: [
      'src/platform/events/**/*.test.ts',
      'src/modules/events/**/*.test.ts',
      'test/integration/{outbox-session,outbox-relay,outbox-consumer,stalled-node}.test.ts',
    ],
  },
};

/** The part that this process is about, by MUTATION_PART; all of them by default. */
export function chosenPart() {
  const name = process.env.MUTATION_PART;
  const parts = name ? [PARTS[name]] : Object.values(PARTS);
  return { mutate: parts.flatMap(({ mutate }) => mutate), tests: parts.flatMap(({ tests }) => tests) };
}
