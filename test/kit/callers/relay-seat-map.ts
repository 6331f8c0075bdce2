import type { ConcreteRequest, ReaderSelection } from 'relay-runtime';

export const SEAT_MAP_TEXT = `subscription SeatMap($showId: ID!, $after: String) {
  seatMap(showId: $showId, after: $after) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } areas { areaId available } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } areas { areaId available } }
  }
}`;

const scalar = (name: string) => ({ kind: 'ScalarField', name, alias: null, args: null, storageKey: null }) as const;
const list = (name: string, concreteType: string, fields: readonly string[]) =>
  ({
    kind: 'LinkedField',
    name,
    alias: null,
    args: null,
    storageKey: null,
    concreteType,
    plural: true,
    selections: fields.map(scalar),
  }) as const;
const seats = (name: string) => list(name, 'SeatChange', ['seatId', 'state']);
const areas = list('areas', 'AreaChange', ['areaId', 'available']);
const on = (type: string, selections: readonly object[]) =>
  ({ kind: 'InlineFragment', type, abstractKey: null, selections }) as const;
const variable = (name: string) => ({ kind: 'Variable', name, variableName: name }) as const;
const argument = (name: string) => ({ kind: 'LocalArgument', name, defaultValue: null }) as const;

const argumentDefinitions = [argument('showId'), argument('after')];
const selections = [
  {
    kind: 'LinkedField',
    name: 'seatMap',
    alias: null,
    args: [variable('after'), variable('showId')],
    storageKey: null,
    concreteType: null,
    plural: false,
    selections: [
      scalar('__typename'),
      on('SeatMapSnapshot', [scalar('cursor'), scalar('version'), seats('seats'), areas]),
      on('SeatMapDelta', [scalar('cursor'), scalar('previousVersion'), scalar('version'), seats('changes'), areas]),
    ],
  },
] as unknown as readonly ReaderSelection[];

/** What relay-compiler makes of the subscription (without its types): the store normalises by it and reads by it. */
export const seatMapRequest = {
  kind: 'Request',
  fragment: {
    kind: 'Fragment',
    name: 'SeatMap',
    type: 'Subscription',
    metadata: null,
    abstractKey: null,
    argumentDefinitions,
    selections,
  },
  operation: { kind: 'Operation', name: 'SeatMap', argumentDefinitions, selections },
  params: {
    id: null,
    cacheID: 'seat-map',
    metadata: {},
    name: 'SeatMap',
    operationKind: 'subscription',
    text: SEAT_MAP_TEXT,
  },
} as unknown as ConcreteRequest;
