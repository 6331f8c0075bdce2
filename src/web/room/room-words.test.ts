import { describe, expect, it } from 'vitest';
import { textsIn } from '../i18n/language.ts';
import { estimateWords } from './room-words.ts';

describe('estimateWords', () => {
  it.each([
    [null, 'How long it takes can’t be said yet.'],
    [0, 'Less than a minute to go'],
    [59, 'Less than a minute to go'],
    [60, 'About a minute to go'],
    [100, 'About 2 minutes to go'],
    [59 * 60, 'About 59 minutes to go'],
    [3_590, 'About an hour to go'],
    [3_600 + 19 * 60, 'About an hour 20 minutes to go'],
    [3 * 3_600 + 29, 'About 3 hours to go'],
  ])('%s seconds: %s', (seconds, words) => {
    expect(estimateWords({ texts: textsIn('en') }, seconds)).toBe(words);
  });

  it('says the same in German', () => {
    const texts = textsIn('de');
    expect(estimateWords({ texts }, 61)).toBe('Noch etwa eine Minute');
    expect(estimateWords({ texts }, 7_500)).toBe('Noch etwa 2 Stunden 5 Minuten');
  });
});
