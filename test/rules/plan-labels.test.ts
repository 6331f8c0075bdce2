import { expect, it } from 'vitest';
import { hasVisibleText, labelOf, zoneLabel } from '../../packages/map/src/hall/plan-labels.ts';
import * as server from '../../src/shared/seats/seat-labels.ts';
import * as text from '../../src/shared/text/plain-text.ts';

const TEXTS = [
  ...[
    '',
    ' ',
    'Table %s',
    '%s %s',
    '  Row %s ',
    'a\nb',
    '\ud800',
    'x\ud83d',
    '🎭 %s',
    '\u2800',
    '\u200b',
    'x'.repeat(201),
  ],
  ...[
    '%s'.repeat(99),
    'e\u0301',
    'ab12-cd',
    '0123456789abcdef',
    '123e4567-e89b-12d3-a456-426614174000',
    'Block\tA',
    null,
    7,
  ],
];

it.each(TEXTS)('%j is read as the server reads it', (each) => {
  for (const number of ['', '7', '12 b', '🎭'.repeat(60)])
    expect(labelOf(each, number)).toBe(server.labelOf(each, number));
  for (const name of [each, undefined]) {
    for (const zone_id of TEXTS) expect(zoneLabel({ name, zone_id }, 2)).toBe(server.zoneLabel({ name, zone_id }, 2));
  }
  if (typeof each === 'string') expect(hasVisibleText(each)).toBe(text.hasVisibleText(each));
});
