import { describe, expect, it } from 'vitest';
import { ALLOTMENT_COLORS as COLORS } from '../../shared/allotment-colors.ts';
import { nextColor, otherPlaces, termsOf } from './allotment-terms.ts';
import { typedTime } from './forms/typed-time.ts';

const ZONE = { timezone: 'Europe/Berlin', now: Date.parse('2027-03-01T12:00:00Z') };
const TYPED = {
  name: ' Press ',
  color: '#b5179e',
  access: 'CODE',
  releaseAt: '',
  isReleaseIncomplete: false,
  places: [],
};

describe('what an organiser types of an allotment', () => {
  it('is read with the times of the venue', () => {
    expect(termsOf({ ...TYPED, releaseAt: '2027-03-20T18:00' }, ZONE)).toEqual({
      terms: { name: 'Press', color: '#b5179e', access: 'CODE', releaseAt: '2027-03-20T17:00:00.000Z', areas: [] },
    });
    expect(termsOf({ ...TYPED, access: 'anything else' }, ZONE)).toMatchObject({
      terms: { access: 'STAFF', releaseAt: null },
    });
    expect(typedTime('2027-03-20T17:00:00.000Z', ZONE.timezone)).toBe('2027-03-20T18:00');
    expect(typedTime(null, ZONE.timezone)).toBe('');
  });

  it.each([
    [{ name: '  ' }, { name: 'missing' }],
    [{ isReleaseIncomplete: true }, { releaseAt: 'incomplete' }],
    // The clocks are put forward from two to three.
    [{ releaseAt: '2027-03-28T02:30' }, { releaseAt: 'skipped' }],
    [{ releaseAt: '2027-03-01T12:59' }, { releaseAt: 'past' }],
    [
      { name: '', releaseAt: '2027-01-01T12:00' },
      { name: 'missing', releaseAt: 'past' },
    ],
  ])('is refused with what is wrong: %j', (typed, problems) => {
    expect(termsOf({ ...TYPED, ...typed }, ZONE)).toEqual({ problems });
  });

  it('says how many places of each area, and of which the number is another one', () => {
    const places = [
      { areaId: 'front', text: ' 40 ', capacity: 40 },
      { areaId: 'pit', text: '', capacity: 5 },
    ];
    const areas = [
      { areaId: 'front', quantity: 40 },
      { areaId: 'pit', quantity: 0 },
    ];
    expect(termsOf({ ...TYPED, places }, ZONE)).toMatchObject({ terms: { areas } });
    for (const text of ['-1', '6', 'all', '2.5']) {
      const wrong = { ...TYPED, places: [{ areaId: 'pit', text, capacity: 5 }] };
      expect(termsOf(wrong, ZONE)).toEqual({ problems: { areas: new Set(['pit']) } });
    }
    expect(otherPlaces(null, areas)).toEqual([areas[0]]);
    const has = (id: string, quantity: number) => ({ area: { id, name: id }, quantity, taken: 0 });
    expect(otherPlaces({ areas: [has('front', 40), has('pit', 3)] }, areas)).toEqual([areas[1]]);
  });

  it('begins with a colour that is not taken', () => {
    const taken = COLORS.map((color) => ({ color }));
    expect(nextColor([])).toBe(COLORS[0]);
    expect(nextColor(taken.slice(0, 2))).toBe(COLORS[2]);
    expect(COLORS).toContain(nextColor(taken));
  });
});
