import { describe, expect, it } from 'vitest';
import { createContainer } from './container.ts';

describe('a container', () => {
  it('makes each component once, when it is first needed, whatever the order of the factories', () => {
    const made: string[] = [];
    const note = <T>(name: string, value: T): T => {
      made.push(name);
      return value;
    };
    const container = createContainer<{ given: number; sum: number; part: number; other: number }>({ given: 1 }, [
      { sum: ({ given, part }) => note('sum', given + part) },
      { part: ({ given }) => note('part', given + 10), other: () => note('other', 0) },
    ]);
    expect(made).toEqual([]);
    expect([container.sum, container.part, container.sum]).toEqual([12, 11, 12]);
    expect(made).toEqual(['part', 'sum']);
  });

  it('lets components that need each other for calls only ask at the call', () => {
    const container = createContainer<{ one: () => string; other: () => string }>({}, [
      {
        one: (available) => () => `one before ${available.other()}`,
        other:
          ({ one }) =>
          () =>
            `other of ${typeof one}`,
      },
    ]);
    expect(container.one()).toBe('one before other of function');
  });

  it('names those that can not be made without each other', () => {
    const container = createContainer<{ a: string; b: string; c: string }>({}, [
      { a: ({ b }) => b, b: ({ c }) => c, c: ({ a }) => a },
    ]);
    expect(() => container.a).toThrow('These need each other to be made: a → b → c → a.');
    expect(() => container.b).toThrow('b → c → a → b');
  });

  it('refuses two factories of one name, and one that would hide what is given', () => {
    const factory = { a: () => 'a' };
    expect(() => createContainer({}, [factory, factory])).toThrow('"a" is made twice.');
    expect(() => createContainer<{ a: string }>({ a: 'given' }, [factory])).toThrow('"a" is made twice.');
  });
});
