import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { SEAT_MAP_SUBSCRIPTION, SEATS_SUBSCRIPTION, SHOW_SUBSCRIPTION } from './seat-map.graphql.ts';
import { HALL } from './show-map/hall.graphql.ts';

const schemaOf = (file: string) => buildSchema(readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8'));

describe('a seat map that follows neither the show nor its areas', () => {
  it.each(['schema/0.1.0.graphql', 'schema.graphql'])('asks for nothing that %s does not have', (file) => {
    expect(validate(schemaOf(file), parse(SEATS_SUBSCRIPTION))).toEqual([]);
  });

  it('is one of its own since areas came later', () => {
    expect(validate(schemaOf('schema/0.1.0.graphql'), parse(SEAT_MAP_SUBSCRIPTION))).not.toEqual([]);
  });
});

describe('a show that is followed, and its hall', () => {
  const released = readdirSync(new URL('../../../schema', import.meta.url)).map((file) => `schema/${file}`);
  const following = [...released, 'schema.graphql'].filter((file) => {
    return schemaOf(file).getSubscriptionType()?.getFields().show !== undefined;
  });

  it.each(following)('ask for nothing that %s does not have, as all servers that tell of shows', (file) => {
    for (const document of [SHOW_SUBSCRIPTION, HALL]) expect(validate(schemaOf(file), parse(document))).toEqual([]);
  });
});
