import { describe, expect, it } from 'vitest';
import { type CustomerInput, parseCustomer as parse, parseDoorCustomer } from './customer.ts';

const ada: CustomerInput = { name: 'Ada Lovelace', email: 'ada@example.org' };
const parseCustomer = (input: CustomerInput, path: string) => parse(input, { path, locale: 'en' });

describe('a customer', () => {
  it('is stored without blanks around, without a phone where none is given', () => {
    const given = { name: '  Ada Lovelace ', email: ' ada@example.org ', phone: ' +49 (361) 123-45/6.7 ' };
    expect(parseCustomer(given, 'input')).toEqual({
      customer: { ...ada, locale: 'en', phone: '+49 (361) 123-45/6.7' },
    });
    for (const phone of [undefined, null]) {
      expect(parseCustomer({ ...ada, phone }, 'input')).toEqual({ customer: { ...ada, locale: 'en', phone: null } });
    }
    expect(parseCustomer({ ...ada, phone: '0361 12345' }, 'input')).toEqual({
      customer: { ...ada, locale: 'en', phone: '0361 12345' },
    });
  });

  it.each([
    ['de-at', 'de-AT'],
    [' fr ', 'fr'],
    [null, 'en'],
    [undefined, 'en'],
  ])('who names the locale %j is written to in %s', (locale, written) => {
    expect(parseCustomer({ ...ada, locale }, 'input')).toMatchObject({ customer: { locale: written } });
  });

  it.each(['', 'german!', `de-${'x'.repeat(60)}`])('can not be written to in %j', (locale) => {
    expect(parseCustomer({ ...ada, locale }, 'input')).toEqual({
      issues: [{ path: 'input.locale', message: 'must be a BCP 47 tag such as de-AT', code: 'MALFORMED' }],
    });
  });

  it.each(['Đặng Thị Mỹ', '李小龍', "O'Brien-Smith, Jr.", '🎭'])('may be called %s', (name) => {
    expect(parseCustomer({ ...ada, name }, 'input')).toMatchObject({ customer: { name } });
  });

  it('may not have a name that turns the text around it', () => {
    expect(parseCustomer({ ...ada, name: 'Ada \u202egnip' }, 'input')).toEqual({
      issues: [
        {
          path: 'input.name',
          message: 'must not have invisible characters that turn the direction of text around',
          code: 'MALFORMED',
        },
      ],
    });
  });

  it.each([
    'ada+shop@example.org',
    "o'brien&sons/sales!#$%*=?^_`{|}~-@example.org",
    'ada@münchen.example',
    'ada@xn--mnchen-3ya.example',
    'ada@例え.テスト',
    'ada@example.xn--p1ai',
    'ädä@example.org',
    '☺…@example.org',
    'ada@☁.example',
    'ada@例え。テスト',
    'ada@ｅｘａｍｐｌｅ．ｏｒｇ',
    'a.b.c@sub.example.co.uk',
    'x@1und1.example',
    '"ada king"@example.org',
    '"ada@king, lovelace"@example.org',
    '"ada..king."@münchen.example',
    '"a \\"king\\" \\\\"@example.org',
    '"ädä (king)"@example.org',
  ])('may be written to at %s', (email) => {
    expect(parseCustomer({ ...ada, email }, 'input')).toMatchObject({ customer: { email } });
  });

  it.each([
    'ada@',
    '@example.org',
    'ada@localhost',
    '.ada@example.org',
    'ada..b@example.org',
    'a da@example.org',
    'ada@-example.org',
    'ada@exa_mple.org',
    'ada@127.0.0.1',
    'ada@[192.0.2.1]',
    'ada@example..org',
    'ada@ex%61mple.org',
    'ada@example.org/x',
    'ada@example／x.org',
    'ada@１２７.0.0.1',
    'ada@exa\u00admple.org',
    'a\u200bda@example.org',
    'ada＠example.org',
    'ada@bob@example.org',
    'Ada <ada@example.org>',
    '"ada@example.org',
    '""@example.org',
    '"a"da"@example.org',
    '"ada\\"@example.org',
    '"<ada>"@example.org',
    '"ada\\<"@example.org',
    '"a\tda"@example.org',
    '"a\r\nBcc: x"@example.org',
    '"a\u200bda"@example.org',
    '"ada"king@example.org',
    '"ada".king@example.org',
    '"ada" <x@example.org>@example.org',
    `"${'x'.repeat(63)}"@example.org`,
    `${'x'.repeat(65)}@example.org`,
    `ada@${'x'.repeat(64)}.org`,
  ])('can not be written to at %s', (email) => {
    expect(parseCustomer({ ...ada, email }, 'input')).toMatchObject({ issues: [{ path: 'input.email' }] });
  });

  it.each(['\u200b', '\u2060\u00ad', '\u3164', '\u2800 \u2800', '\u0301', '\u{e0041}', ' \ufe0f '])(
    'has no name in what can not be seen: %j',
    (name) => {
      expect(parseCustomer({ ...ada, name }, 'input')).toEqual({
        issues: [{ path: 'input.name', message: 'must not be empty', code: 'REQUIRED' }],
      });
    },
  );

  it.each<[string, Partial<CustomerInput>, string[]]>([
    ['no name', { name: '  ' }, ['name: must not be empty']],
    ['a long name', { name: 'x'.repeat(201) }, ['name: must have at most 200 characters']],
    ['a second mail header', { name: 'Ada\r\nBcc: x@y.z' }, ['name: must be plain text without control characters']],
    ['no address', { email: 'ada' }, ['email: is not an e-mail address']],
    ['an address with a header', { email: 'ada@example.org\r\nBcc: x@y.z' }, ['email: is not an e-mail address']],
    ['two addresses', { email: 'ada@example.org,bob@example.org' }, ['email: is not an e-mail address']],
    ['a long address', { email: `${'x'.repeat(250)}@example.org` }, ['email: is too long']],
    ['a phone of letters', { phone: 'call me' }, ['phone: is not a phone number']],
    ['words before a phone', { phone: 'mobile 0361 12345' }, ['phone: is not a phone number']],
    ['words after a phone', { phone: '0361 12345 evenings' }, ['phone: is not a phone number']],
    ['everything', { name: '', email: '', phone: '1' }, ['name: m', 'email: is not', 'phone: is not']],
  ])('is refused with %s', (_what, wrong, expected) => {
    const parsed = parseCustomer({ ...ada, ...wrong }, 'input.customer');
    const issues = 'issues' in parsed ? parsed.issues.map(({ path, message }) => `${path}: ${message}`) : [];
    expect(issues).toHaveLength(expected.length);
    for (const [index, text] of expected.entries()) expect(issues[index]).toContain(`input.customer.${text}`);
  });
});

describe('whoever buys at the box office', () => {
  const parseAtDoor = (input: Parameters<typeof parseDoorCustomer>[0]) =>
    parseDoorCustomer(input, { path: 'input.customer', locale: 'de' });
  const nobody = { name: '', email: '', phone: null, locale: 'de' };

  it.each([[{}], [{ name: null, email: null, phone: null, locale: null }], [{ name: '  ', email: '', phone: ' ' }]])(
    'may tell nothing: %j',
    (input) => {
      expect(parseAtDoor(input)).toEqual({ customer: nobody });
    },
  );

  it('is stored as far as they tell', () => {
    expect(parseAtDoor({ name: ' Ada ' })).toEqual({ customer: { ...nobody, name: 'Ada' } });
    expect(parseAtDoor({ email: 'ada@example.org', locale: 'fr' })).toEqual({
      customer: { ...nobody, email: 'ada@example.org', locale: 'fr' },
    });
  });

  it('is refused where what they tell is wrong', () => {
    expect(parseAtDoor({ name: 'Ada\r\nBcc: x@y.z', email: 'ada', phone: 'call me' })).toMatchObject({
      issues: [{ path: 'input.customer.name' }, { path: 'input.customer.email' }, { path: 'input.customer.phone' }],
    });
  });
});
