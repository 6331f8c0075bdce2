import { expect, it } from 'vitest';
import { createFormats } from '../../i18n/formats.ts';
import { formTextsIn } from '../form-texts.ts';
import { hallSize } from './hall-size.ts';

it('a hall is told to have seats, and places without numbers where it has some', () => {
  const said = (language: 'en' | 'de', placeCount: number) =>
    hallSize({ forms: formTextsIn(language), formats: createFormats(language) }, { seatCount: 20_000, placeCount });
  expect(said('en', 0)).toBe('20,000 seats');
  expect(said('en', 2_000)).toBe('20,000 seats and 2,000 places without numbers');
  expect(said('de', 2_000)).toBe('20.000 Sitzplätze und 2.000 Plätze ohne Nummer');
});
