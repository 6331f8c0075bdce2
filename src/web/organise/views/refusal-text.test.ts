import { readdirSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GERMAN_REASONS } from '../german-refusals.ts';
import { organiserTextsIn } from '../organiser-texts.ts';
import { refusalText } from './refusal-text.ts';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8'));
/** All that the organisers' pages send. */
const FOLDER = new URL('..', import.meta.url);
const MUTATIONS = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.graphql.ts'))
  .flatMap((file) => [...readFileSync(new URL(file, FOLDER), 'utf8').matchAll(/mutation \w+\([^)]*\) \{\s*(\w+)\(/g)])
  .map(([, name]) => name!);
const refusals = new Set(
  MUTATIONS.flatMap((name) => {
    const result = schema.getMutationType()!.getFields()[name]!.type;
    const union = schema.getType(String(result).replace('!', '')) as GraphQLUnionType;
    return union.getTypes().map((member) => member.name);
  }).filter((name) => !name.endsWith('Success')),
);

const CHANGER = readFileSync(new URL('../../../modules/shows/show-changer.ts', import.meta.url), 'utf8');

describe('what an organiser is refused', () => {
  it.each(Object.entries(GERMAN_REASONS))('is said in German by its cause: %s', (part, german) => {
    // The server's words, as far as they are not put together.
    expect(CHANGER).toContain(part.replace('A show that is CANCELLED', 'A show that is CANCELLED can not'));
    const refusal = { __typename: 'IllegalStateError', code: 'ILLEGAL_STATE', message: `Well. ${part}` };
    expect(refusalText(organiserTextsIn('de'), refusal)).toBe(`Das hat nicht geklappt: ${german}`);
  });

  it('is known of each change that the pages send', () => {
    expect(MUTATIONS).toEqual(
      expect.arrayContaining(['createAllotment', 'createShow', 'cancelShow', 'sellAtBoxOffice']),
    );
  });

  it.each([...refusals])('is said in German words of our own: %s', (__typename) => {
    const text = refusalText(organiserTextsIn('de'), { __typename, code: 'ANY', message: 'No way.' });
    expect(text).toMatch(/^Das hat nicht geklappt: .+\.$/);
    expect(text).not.toContain('No way.');
  });

  it('is said in the server’s words in English, as near to the cause as they are, and where it is new', () => {
    const refusal = { __typename: 'InvalidInputError', code: 'INVALID_INPUT', message: 'The input is invalid.' };
    const issues = [
      {
        path: 'input.priceTiers',
        message: 'must not be empty',
        code: 'REQUIRED' as const,
        minimum: null,
        maximum: null,
        relatedPath: null,
      },
    ];
    expect(refusalText(organiserTextsIn('en'), refusal)).toBe('That did not work: The input is invalid.');
    expect(refusalText(organiserTextsIn('en'), { ...refusal, issues })).toBe(
      'That did not work: what was entered must not be empty.',
    );
    expect(refusalText(organiserTextsIn('de'), { ...refusal, __typename: 'NewError' })).toContain(
      'The input is invalid.',
    );
  });
});
