import { describe, expect, it } from 'vitest';
import { type AskedDocument, TrustedDocuments } from './trusted-documents.ts';

const TEXT = 'query Me { me }';
const trusted = new TrustedDocuments({ documents: new Map([['abc', TEXT]]) });

describe('a document named by an id alone', () => {
  it.each<[string, AskedDocument]>([
    ['documentId', { documentId: 'abc' }],
    ['documentId with how it was made', { documentId: 'sha256:abc' }],
    ["the links' hash", { query: '', extensions: { persistedQuery: { version: 1, sha256Hash: 'abc' } } }],
  ])('is found by %s', (_how, asked) => {
    expect(trusted.fill(asked)).toBeNull();
    expect(asked.query).toBe(TEXT);
  });

  it('is found where the manifest says how its id was made', () => {
    const asked: AskedDocument = { documentId: 'sha256:abc' };
    expect(new TrustedDocuments({ documents: new Map([['sha256:abc', TEXT]]) }).fill(asked)).toBeNull();
    expect(asked.query).toBe(TEXT);
  });

  it.each<[string, AskedDocument]>([
    ['another id', { documentId: 'abd' }],
    ['what is no id', { documentId: 5 }],
    ['no id', { extensions: { persistedQuery: {} } }],
    ['the name of a method', { documentId: 'toString' }],
  ])('is refused for %s', (_what, asked) => {
    expect(trusted.fill(asked)?.extensions.code).toBe('PERSISTED_QUERY_NOT_FOUND');
    expect(asked.query).toBeUndefined();
  });

  it('is not tried again by links where no documents are known', () => {
    const none = new TrustedDocuments();
    expect(none.fill({ documentId: 'abc' })?.extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
  });

  it('leaves what has a text as it is', () => {
    const asked = { query: '{ me }', documentId: 'abc', extensions: { persistedQuery: { sha256Hash: 'abc' } } };
    expect(trusted.fill(asked)).toBeNull();
    expect(asked.query).toBe('{ me }');
  });
});

describe('a text', () => {
  const only = new TrustedDocuments({ documents: new Map([['abc', TEXT]]), texts: ['{ own }'], allowsOthers: false });

  it.each([TEXT, '{ own }', '# A comment\nquery  Me {\n  me,\n}\n'])('that is known is answered: %j', (text) => {
    expect(() => only.check(text)).not.toThrow();
  });

  it.each(['{ me }', 'query Me { me me }', 'query You { me }', '{ own } { own }'])(
    'that is not, is not: %j',
    (text) => {
      expect(() => only.check(text)).toThrow(
        expect.objectContaining({ extensions: { code: 'QUERY_NOT_IN_SAFELIST' } }),
      );
      expect(() => trusted.check(text)).not.toThrow();
    },
  );

  it('that can not even be read is a syntax error', () => {
    expect(() => only.check('{ "')).toThrow('Syntax Error');
  });
});
