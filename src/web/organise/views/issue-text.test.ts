import { readFileSync } from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { InputIssue } from '../../api/box-office-types.ts';
import { formTextsIn } from '../form-texts.ts';
import { issueText } from './issue-text.ts';

const schema = buildSchema(readFileSync(new URL('../../../../schema.graphql', import.meta.url), 'utf8'));
const type = schema.getType('InputIssueCode');
const codes = (isEnumType(type) ? type.getValues() : []).map(({ name }) => name as InputIssue['code']);
const issue = (more: Partial<InputIssue>): InputIssue => ({
  ...{ path: 'input.title', message: 'must not be so', code: 'OTHER', minimum: null, maximum: null, relatedPath: null },
  ...more,
});

describe('what the server finds wrong in a field', () => {
  it.each(codes.filter((code) => code !== 'OTHER'))('is said in German words: %s', (code) => {
    const text = issueText(formTextsIn('de'), issue({ code, minimum: 1, maximum: 50 }));
    expect(text).toMatch(/\.$/);
    expect(text).not.toContain('must not be so');
  });

  it('names the bounds as far as there are some', () => {
    const german = (more: Partial<InputIssue>) => issueText(formTextsIn('de'), issue(more));
    expect(german({ code: 'OUT_OF_RANGE', minimum: 1, maximum: 50 })).toContain('von 1 bis 50');
    expect(german({ code: 'OUT_OF_RANGE', minimum: 6 })).toContain('mindestens 6');
    expect(german({ code: 'OUT_OF_RANGE', maximum: 100 })).toContain('höchstens 100');
    expect(german({ code: 'TOO_LONG', maximum: 200 })).toContain('200 Zeichen');
  });

  it('is said in the server’s words in English, which they are', () => {
    expect(issueText(formTextsIn('en'), issue({ code: 'DUPLICATE' }))).toBe('This must not be so.');
  });

  it('is said in the server’s words where there is no code for it, or one that the page does not know', () => {
    for (const code of ['OTHER', 'ANOTHER' as InputIssue['code']] as const) {
      expect(issueText(formTextsIn('de'), issue({ code }))).toBe(
        'Das wird so nicht angenommen (auf Englisch: „must not be so“).',
      );
    }
  });
});
