import { type Attack, again } from './attack.ts';

const aliases = (count: number, turn: number, field = '__typename') =>
  Array.from({ length: count }, (_, index) => `a${turn}_${index}: ${field}`).join(' ');

/** Documents: their size, shape and number. */
export const DOCUMENT_ATTACKS: Attack[] = [
  {
    name: 'refused documents',
    about: '38 KB each, all different, with more fields than are allowed',
    refusedBy: /more than \d+ fields/,
    run: (attacker, until) => again(until, 8, (turn) => attacker.ask(`{ ${aliases(1_700, turn)} }`)),
  },
  {
    name: 'padded documents',
    about: 'valid ones, each with another comment, of 1 MB or as long as is allowed',
    refusedBy: /at most \d+ are allowed/,
    run: (attacker, until) =>
      again(until, 4, (turn) =>
        attacker.ask(`{ __typename } # ${turn} ${'x'.repeat(turn % 2 === 0 ? 1_000_000 : 99_000)}`),
      ),
  },
  {
    name: 'different documents',
    about: 'small and valid, each sent once',
    run: (attacker, until) => again(until, 8, (turn) => attacker.ask(`query Q${turn} { ${aliases(10, turn)} }`)),
  },
  {
    name: 'different variables',
    about: 'one document for a whole map, each time with other variables and another operation name',
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const query = `query Q${turn}($id: ID!, $zones: [String!]) { show(id: $id) { seatMap(zones: $zones) { version } } }`;
        return attacker.ask(query, { id: attacker.target.showId, zones: [`Zone ${turn}`, 'x'.repeat(150)] });
      }),
  },
  {
    name: 'deep documents',
    about: 'tens of thousands of open braces, brackets and input objects',
    refusedBy: /levels deep/,
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const open = ['{a', '[', '{ shows(filter: {a:'][turn % 3]!;
        return attacker.ask(`${turn % 3 === 1 ? '{ show(id: ' : ''}${open.repeat(90_000 / open.length)} ${turn}`);
      }),
  },
  {
    name: 'overlapping fields',
    about: 'one response name 180 times over, for the rule that compares each with each',
    refusedBy: /at most \d+ pairs/,
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const parts = Array.from({ length: 180 }, (_, index) => `... on Viewer { id role ...F${index % 20} }`);
        const fragments = Array.from({ length: 20 }, (_, index) => `fragment F${index} on Viewer { id role email }`);
        return attacker.ask(`query Q${turn} { viewer { ${parts.join(' ')} } } ${fragments.join(' ')}`);
      }),
  },
  {
    name: 'best seats of the hall',
    about: 'as many choices of seats for ten as one document may have, no two alike',
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const choices = Array.from({ length: 120 }, (_, index) => {
          const input = `{ quantity: 10, accessible: ${index % 2}, maxPrice: ${1_000_000 + 120 * turn + index} }`;
          return `a${index}: bestAvailable(input: ${input}) { closeness }`;
        });
        return attacker.ask(`{ show(id: "${attacker.target.showId}") { ${choices.join(' ')} } }`);
      }),
  },
  {
    name: 'spreading fragments',
    about: 'fragments that spread one another, doubling with each',
    refusedBy: /more than \d+ fields/,
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const fragments = Array.from(
          { length: 50 },
          (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
        );
        return attacker.ask(`query Q${turn} { ...F0 } ${fragments.join(' ')} fragment F50 on Query { __typename }`);
      }),
  },
  {
    name: 'unknown fields',
    about: '900 fields that do not exist, for the search for similar names',
    refusedBy: /Cannot query field/,
    run: (attacker, until) => again(until, 8, (turn) => attacker.ask(`{ viewer { ${aliases(900, turn, 'showss')} } }`)),
  },
  {
    name: 'whole maps',
    about: 'a few bytes that ask for the whole map many times over, differently each time',
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const id = attacker.target.showId;
        const map = `seatMap { seats { id row number x y tier { name } price { amount } s${turn}: state } }`;
        const maps = Array.from({ length: 20 }, (_, index) => `m${index}: ${map}`);
        return attacker.ask(`{ show(id: "${id}") { ${maps.join(' ')} } }`);
      }),
  },
  {
    name: 'lists that fail',
    about: 'a hall whose seats fail one by one, and a hundred fields of a show that nobody but its organiser may read',
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const { showId } = attacker.target;
        const field = 'leftNeighbour { label(locale: "!!") }';
        return attacker.ask(
          turn % 2 === 0
            ? `query Q${turn} { show(id: "${showId}") { seatMap { seats { ${field} } } } }`
            : `query Q${turn} { shows(first: 1) { edges { node { id ${aliases(100, turn, 'sales { __typename }')} } } } }`,
        );
      }),
  },
  {
    name: 'introspection',
    about: 'the schema, with other aliases each time',
    run: (attacker, until) =>
      again(until, 8, (turn) =>
        attacker.ask(
          `{ __schema { t${turn}: types { name description fields { name args { name } type { name } } } } }`,
        ),
      ),
  },
  {
    name: 'the schema’s text',
    about: 'the text of the subgraph as often as an answer may have it, or many times more',
    refusedBy: /operation costs \d+/,
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const texts = turn % 2 === 0 ? 49 : 2;
        const services = Array.from({ length: 20 }, (_, n) => `a${n}: _service { ${aliases(texts, turn, 'sdl')} }`);
        return attacker.ask(`{ ${services.join(' ')} }`);
      }),
  },
  {
    name: 'entities that are none',
    about: 'a hundred representations of nothing, which all fail at once',
    run: (attacker, until) =>
      again(until, 8, (turn) => {
        const representations = Array.from({ length: 100 }, (_, n) =>
          n % 2 === 0 ? { turn } : { __typename: 'Show' },
        );
        const query = `query ($given: [_Any!]!) { _entities(representations: $given) { __typename ... on Show { ${aliases(30, turn, 'title')} } } }`;
        return attacker.ask(query, { given: representations });
      }),
  },
  {
    name: 'long addresses',
    about: 'documents in the query string of a GET',
    run: (attacker, until) =>
      again(until, 8, (turn) =>
        attacker.get(`/graphql?query=${encodeURIComponent(`{ viewer { ${aliases(400, turn)} } }`)}`),
      ),
  },
];
