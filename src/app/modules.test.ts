import { describe, expect, it } from 'vitest';
import { DECLARED, MODULES } from './modules.ts';

describe('the modules together', () => {
  it('have the consumer groups of earlier releases: by another name a group would begin anew', () => {
    const groups = MODULES.flatMap(({ consumers = [] }) => consumers.map(({ group }) => group));
    const released = ['analytics', 'booking-cache', 'notification', 'seat-map', 'seat-service'];
    expect(groups).toEqual(expect.arrayContaining(released));
    expect(groups.toSorted()).toEqual([...new Set(groups)].sort());
  });

  it('name the consumers whose effects are in the database, and no others', () => {
    expect(DECLARED.effects).toEqual(expect.arrayContaining(['analytics', 'notification', 'seat-service']));
    expect(DECLARED.effects).not.toContain('seat-map');
    expect(DECLARED.effects).not.toContain('booking-cache');
  });

  it('declare each path, part and chore once', () => {
    const names = MODULES.flatMap(({ routes = [], probes = [], housekeeping = {} }) => [
      ...routes.map(({ path }) => path),
      ...probes.map(({ part }) => part),
      ...Object.keys(housekeeping),
    ]);
    expect(names.toSorted()).toEqual([...new Set(names)].sort());
  });
});
