import { describe, expect, it } from 'vitest';
import type { InputIssue } from '../api/box-office-types.ts';
import type { Language } from '../i18n/language.ts';
import { formTextsIn } from './form-texts.ts';
import { planProblems } from './forms/plan-problems.ts';
import { saidProblem } from './plan-problem-words.ts';

const plan = {
  categories: [{ name: '' }, { name: 'Gallery' }],
  zones: [
    { name: 'Floor', rows: [{ row_number: 'A', seats: [{ seat_guid: 's1', seat_number: 1 }, { seat_guid: 's1' }] }] },
    { rows: [{ seats: [{ category: 'Box' }] }], areas: [{ name: 'Standing', capacity: 0 }, {}] },
  ],
};
const issue = (path: string, more: Partial<InputIssue> = {}): InputIssue => ({
  ...{ path, message: 'is wrong', code: 'OTHER', minimum: null, maximum: null, relatedPath: null },
  ...more,
});
const refusal = (...issues: InputIssue[]) => {
  return { __typename: 'InvalidInputError', code: 'INVALID_INPUT', message: 'No.', issues };
};
const said = (language: Language, ...issues: InputIssue[]) =>
  planProblems(refusal(...issues), plan).map((problem) => {
    const { place, path, message } = saidProblem(formTextsIn(language).planWords, problem);
    return `${place} [${path}]: ${message}`;
  });

describe('what is wrong with a plan', () => {
  it.each([
    ['input.plan.zones.0.rows.0.seats.0.category', 'Floor, row A, seat 1 [category]'],
    ['input.plan.zones.0.rows.0.row_number', 'Floor, row A [row_number]'],
    // What has no name is called by its place.
    ['input.plan.zones.0.rows.0.seats.1.seat_guid', 'Floor, row A, seat 2 [seat_guid]'],
    ['input.plan.zones.1.rows.0.seats.0', 'Zone 2, row 1, seat 1 []'],
    ['input.plan.zones.7', 'Zone 8 []'],
    ['input.plan.zones.1.areas.0.capacity', 'Zone 2, Standing [capacity]'],
    ['input.plan.zones.1.areas.1.area_guid', 'Zone 2, area 2 [area_guid]'],
    ['input.plan.categories.0.name', 'Category 1 [name]'],
    ['input.plan.categories.1.color', 'Category Gallery [color]'],
    ['input.plan.focal_point.x', 'The plan [focal_point.x]'],
    ['input.plan', 'The plan []'],
  ])('at %s is said by the names that the plan has', (path, place) => {
    expect(said('en', issue(path))).toEqual([`${place}: is wrong`]);
  });

  it.each<[string, Partial<InputIssue>, string]>([
    ['zones.1.rows.0.row_number', { code: 'REQUIRED' }, 'Zone 2, Reihe 1 [row_number]: fehlt oder ist leer'],
    [
      'zones.1.rows.0.seats.0.category',
      { code: 'UNKNOWN' },
      'Zone 2, Reihe 1, Platz 1 [category]: „Box“ ist keine der Kategorien des Plans',
    ],
    ['zones.0.name', { code: 'TOO_LONG', maximum: 200 }, 'Floor [name]: ist zu lang: höchstens 200 Zeichen'],
    [
      'zones',
      { code: 'TOO_MANY', maximum: 100_000 },
      'Der Plan [zones]: hat zu viele Zonen, Reihen, Plätze, Bereiche oder Kategorien: höchstens 100.000',
    ],
    [
      'zones.1.areas.0.capacity',
      { code: 'OUT_OF_RANGE', minimum: 1 },
      'Zone 2, Standing [capacity]: geht so nicht: mindestens 1',
    ],
    [
      'zones.0.rows.0.row_label',
      { code: 'MALFORMED' },
      'Floor, Reihe A [row_label]: ist nicht so geschrieben, wie es sein muss',
    ],
  ])('is said in German, with the places: %s', (path, more, text) => {
    expect(said('de', issue(`input.plan.${path}`, more))).toEqual([text]);
  });

  it('tells where the other one is that is repeated', () => {
    const repeated = issue('input.plan.zones.0.rows.0.seats.1.seat_guid', {
      code: 'DUPLICATE',
      relatedPath: 'input.plan.zones.0.rows.0.seats.0.seat_guid',
    });
    expect(said('en', repeated)).toEqual([
      'Floor, row A, seat 2 [seat_guid]: “s1” is already used at Floor, row A, seat 1',
    ]);
    expect(said('de', repeated)).toEqual([
      'Floor, Reihe A, Platz 2 [seat_guid]: „s1“ gibt es schon: Floor, Reihe A, Platz 1',
    ]);
  });

  it('says that there is more where not all is listed', () => {
    const listed = Array.from({ length: 20 }, () => issue('input.plan.zones.0.name', { code: 'REQUIRED' }));
    expect(said('de', ...listed, issue('input')).at(-1)).toBe(
      'Der Plan []: Es ist noch mehr: Die ersten 20 Fehler stehen hier.',
    );
    expect(said('de', issue('input.plan'))).toEqual(['Der Plan []: is wrong']);
  });

  it('is not what is wrong with its venue', () => {
    expect(said('en', issue('input.venue.city'), issue('input.plan'))).toHaveLength(1);
  });
});
