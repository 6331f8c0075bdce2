import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SEAT_MAP_SUBSCRIPTION, SEATS_SUBSCRIPTION } from './seat-map.graphql.ts';

const schemaOf = (file: string) => buildSchema(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));

describe('a seat map that follows neither the show nor its areas', () => {
  it.each(['schema/0.1.0.graphql', 'schema.graphql'])('asks for nothing that %s does not have', (file) => {
    expect(validate(schemaOf(file), parse(SEATS_SUBSCRIPTION))).toEqual([]);
  });

  it('is one of its own since areas came later', () => {
    expect(validate(schemaOf('schema/0.1.0.graphql'), parse(SEAT_MAP_SUBSCRIPTION))).not.toEqual([]);
  });
});
