import {
  type GraphQLInputField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Dice } from './dice.ts';

/** What exists in the installation under test, so that some of what is sent means something there. */
export interface FuzzWorld {
  /** Global ids of every kind: shows, plans, locks, bookings, payments. */
  ids: string[];
  seatIds: string[];
  zones: string[];
  categories: string[];
  cursors: string[];
  plan: object;
}

const HOSTILE_TEXTS = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\u202eabc',
  '\u200b\u200b',
  '\ufeff',
  '𝕳𝖆𝖑𝖑 👩‍👩‍👧‍👦',
  "'; DROP TABLE bookings; --",
  '{{constructor.constructor("return process")()}}',
  '<script>alert(1)</script>',
  'a\r\nBcc: b@example.org',
  '../../../../etc/passwd',
  '__proto__',
  'constructor',
  'null',
  'undefined',
  'NaN',
  '-0',
  '1e400',
  '%00%ff',
  '\u001b[31m',
] as const;
const ENTITIES = ['Show', 'SeatLock', 'Booking', 'Ticket', 'Venue', 'NoSuchType'] as const;
const LONG_LENGTHS = [100, 101, 200, 201, 255, 500, 501, 1_001, 4_097, 70_000] as const;
const HOSTILE_NUMBERS = [
  -1,
  0,
  1,
  100,
  101,
  2 ** 31 - 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53 - 1,
  2 ** 53,
  1.5,
  -0.1,
  1e308,
];
const MOMENTS = [
  '2027-03-14T19:30:00Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59.999999999Z',
  '2027-02-30T00:00:00Z',
  '2027-03-14T19:30:00+23:59',
  '2027-03-14',
  '',
  '\u0000',
];

/** Makes values of input types: most of them plausible, some at and beyond every bound, some of another type. */
export class InputMaker {
  readonly #dice: Dice;
  readonly #world: FuzzWorld;

  constructor(dice: Dice, world: FuzzWorld) {
    this.#dice = dice;
    this.#world = world;
  }

  /** A value as JSON has it. `name` is the argument's or field's: it tells what would be plausible. */
  value(type: GraphQLInputType, name: string, level = 0): unknown {
    const dice = this.#dice;
    if (dice.chance(2)) return this.#ofAnotherType();
    if (isNonNullType(type)) return this.value(type.ofType, name, level);
    if (level > 0 && dice.chance(8)) return null;
    if (isListType(type)) return this.#list(type.ofType, name, level);
    if (isEnumType(type)) return dice.chance(3) ? 'NO_SUCH_VALUE' : dice.pick(type.getValues()).name;
    if (isInputObjectType(type)) return this.#object(type, level);
    return this.#scalar(type.name, name);
  }

  #list(item: GraphQLInputType, name: string, level: number): unknown {
    const dice = this.#dice;
    if (dice.chance(2)) return this.value(item, name, level + 1);
    const length = dice.chance(3) ? dice.pick([51, 101, 201, 1_001]) : dice.integer(0, 4);
    return dice.list(length, () => this.value(item, name, level + 1));
  }

  #object(type: GraphQLInputObjectType, level: number): unknown {
    const fields = Object.values(type.getFields()).filter((field) => this.#isGiven(field));
    const entries = fields.map((field): [string, unknown] => [
      field.name,
      this.value(field.type, field.name, level + 1),
    ]);
    if (this.#dice.chance(1)) entries.push(['noSuchField', 1]);
    return Object.fromEntries(entries);
  }

  #isGiven(field: GraphQLInputField): boolean {
    return isNonNullType(field.type) ? !this.#dice.chance(2) : this.#dice.chance(50);
  }

  #scalar(type: string, name: string): unknown {
    const dice = this.#dice;
    switch (type) {
      case 'ID':
        return this.#id(name);
      case 'Int':
      case 'SafeInt':
        return dice.chance(30) ? dice.pick(HOSTILE_NUMBERS) : dice.integer(1, 20);
      case 'Float':
        return dice.chance(30) ? dice.pick(HOSTILE_NUMBERS) : dice.integer(0, 1_000) / 7;
      case 'Boolean':
        return dice.chance(50);
      case 'DateTime':
        return dice.chance(40)
          ? dice.pick(MOMENTS)
          : new Date(Date.now() + dice.integer(-9, 99) * 3_600_000).toISOString();
      case 'JSON':
        return this.#json();
      case '_Any':
        return dice.chance(20) ? this.#json() : { __typename: dice.pick(ENTITIES), id: this.#id('id') };
      default:
        return this.#text(name);
    }
  }

  #id(name: string): unknown {
    const dice = this.#dice;
    const { ids, seatIds } = this.#world;
    if (dice.chance(15)) return dice.chance(50) ? dice.pick(HOSTILE_TEXTS) : this.#long();
    if (dice.chance(10)) return `${dice.pick(ids).split('_')[0]}_${'0'.repeat(26)}`;
    if (/seat/i.test(name) && !/^(?:showId|id)$/.test(name)) return dice.pick(seatIds);
    const ofName = ids.filter((id) => name.toLowerCase().startsWith(id.split('_')[0]!));
    return dice.pick(ofName.length > 0 && dice.chance(85) ? ofName : ids);
  }

  #text(name: string): string {
    const dice = this.#dice;
    if (dice.chance(25)) return dice.pick(HOSTILE_TEXTS);
    if (dice.chance(8)) return this.#long();
    const { zones, categories, cursors } = this.#world;
    if (/zone$/i.test(name) && name !== 'zone') return dice.pick(['Europe/Berlin', 'Mars/Olympus', '+01:00']);
    if (/zone/i.test(name)) return dice.pick(zones);
    if (/category/i.test(name)) return dice.pick(categories);
    if (/after|before|cursor/i.test(name)) return dice.pick(cursors);
    if (/email/i.test(name))
      return dice.pick(['ada@example.org', 'a b@example.org', 'ada@localhost', `${'a'.repeat(250)}@b.c`]);
    if (/phone/i.test(name)) return dice.pick(['+49 361 555', '12', 'phone']);
    if (/currency/i.test(name)) return dice.pick(['EUR', 'JPY', 'eur', 'XXXX', '']);
    if (/token/i.test(name))
      return dice.pick([
        'tok_ok',
        'tok_declined',
        'tok_insufficient_funds',
        'tok_twice',
        'tok_refund_fails',
        'tok_none',
      ]);
    return `text ${dice.integer(0, 9)}`;
  }

  #long(): string {
    const dice = this.#dice;
    const length = dice.pick(LONG_LENGTHS);
    const part = dice.pick(['a', 'ä', '👍', ' ', '\u0300']);
    return part.repeat(Math.ceil(length / part.length)).slice(0, length);
  }

  #json(): unknown {
    const dice = this.#dice;
    if (dice.chance(40)) return this.#world.plan;
    if (dice.chance(30)) return this.#damaged(this.#world.plan);
    if (dice.chance(20)) return dice.list(dice.integer(0, 300), (index) => ({ index }));
    let nested: unknown = 1;
    for (let level = dice.integer(1, 200); level > 0; level -= 1)
      nested = dice.chance(50) ? [nested] : { zones: nested };
    return nested;
  }

  /** The plan with one of its values replaced, anywhere. */
  #damaged(value: unknown): unknown {
    const dice = this.#dice;
    if (value === null || typeof value !== 'object' || dice.chance(15)) return this.#ofAnotherType();
    if (Array.isArray(value)) {
      const at = dice.integer(0, Math.max(0, value.length - 1));
      return value.map((member, index) => (index === at ? this.#damaged(member) : member));
    }
    const keys = Object.keys(value);
    if (keys.length === 0) return [];
    const key = dice.pick(keys);
    return { ...value, [key]: this.#damaged((value as Record<string, unknown>)[key]) };
  }

  #ofAnotherType(): unknown {
    const { pick } = this.#dice;
    return pick.call(this.#dice, [null, true, 7, -1.5, 'text', '', [], [[]], {}, { id: 1 }, [null], 'a\u0000']);
  }
}
