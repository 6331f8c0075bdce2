import { GraphQLError, type GraphQLScalarType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { parseDateTime } from '../schema/scalars.ts';
import { createSchema } from './schema.ts';

const scalar = (name: string) => createSchema().getType(name) as GraphQLScalarType;

describe('DateTime', () => {
  it.each([
    ['2027-03-14T19:30:00Z', '2027-03-14T19:30:00.000Z'],
    ['2027-03-14T19:30:00.123456789Z', '2027-03-14T19:30:00.123Z'],
    ['2027-03-14t20:30:00+01:00', '2027-03-14T19:30:00.000Z'],
    ['2028-02-29T00:00:00-05:30', '2028-02-29T05:30:00.000Z'],
  ])('takes %s', (text, utc) => {
    expect(parseDateTime(text)?.toISOString()).toBe(utc);
  });

  it.each([
    '2027-03-14',
    '2027-03-14T19:30:00',
    '2027-03-14 19:30:00Z',
    '2027-02-29T00:00:00Z',
    '2027-04-31T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T10:60:00Z',
    '2027-01-01T10:00:00+25:00',
    'tomorrow',
    '',
  ])('refuses "%s"', (text) => {
    expect(parseDateTime(text)).toBeNull();
  });

  it('goes out as UTC', () => {
    expect(scalar('DateTime').serialize(new Date('2027-03-14T19:30:00+01:00'))).toBe('2027-03-14T18:30:00.000Z');
  });
});

describe('SafeInt', () => {
  it.each([0, -1, 2 ** 53 - 1])('takes %d both ways', (value) => {
    expect(scalar('SafeInt').parseValue(value)).toBe(value);
    expect(scalar('SafeInt').serialize(value)).toBe(value);
  });

  it.each([1.5, 2 ** 53, Number.NaN, '1', null])('refuses %j', (value) => {
    expect(() => scalar('SafeInt').parseValue(value)).toThrow(GraphQLError);
  });

  it('fails, as a bug, when the server would send something else', () => {
    expect(() => scalar('SafeInt').serialize(2 ** 53)).toThrow(TypeError);
  });
});
