import { getOperationAST, OperationTypeNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { IMPORTANCES, importanceOf, importanceOfField } from '../schema/importance.ts';
import { createSchema } from './schema.ts';

const schema = createSchema();

function fieldsOf(type: OperationTypeNode): Record<string, string[]> {
  const fields = Object.values(schema.getRootType(type)!.getFields());
  return Object.fromEntries(
    IMPORTANCES.map((importance) => [
      importance,
      fields
        .filter(({ extensions }) => importanceOfField(type, extensions) === importance)
        .map(({ name }) => name)
        .sort(),
    ]),
  );
}

function importanceOfText(text: string): string {
  const document = parse(text);
  return importanceOf(schema, document, getOperationAST(document)!);
}

describe('the importance of operations', () => {
  it('puts paying and booking before all other mutations', () => {
    const { book, map, list } = fieldsOf(OperationTypeNode.MUTATION);
    expect(book).toEqual([
      'applyBookingChange',
      'cancelBooking',
      'createBooking',
      'payBooking',
      'sellAtBoxOffice',
      'startChangePayment',
      'startPayment',
    ]);
    expect({ map, list }).toEqual({ map: ['startGuestSession'], list: ['importSeatingPlan'] });
  });

  it("puts a caller's own things before shows, and shows before lists", () => {
    expect(fieldsOf(OperationTypeNode.QUERY)).toEqual({
      book: [],
      lock: ['booking', 'paymentProvider', 'seatLock', 'viewer'],
      map: ['node', 'show'],
      list: ['bookings', 'seatingPlans', 'shows'],
    });
    expect(fieldsOf(OperationTypeNode.SUBSCRIPTION)).toEqual({
      book: [],
      lock: ['booking', 'seatLock', 'waitingRoomEntry'],
      map: ['seatMap', 'show', 'waitingRoom'],
      list: [],
    });
  });

  it.each([
    ['{ __typename viewer { id } }', 'lock'],
    ['{ viewer { id } shows { totalCount } }', 'list'],
    ['{ ...A } fragment A on Query { viewer { id } ... { show(id: "x") { id } } }', 'map'],
    ['{ __schema { types { name } } }', 'list'],
    ['{ __typename }', 'list'],
  ])('of %s is that of its least important field: %s', (text, importance) => {
    expect(importanceOfText(text)).toBe(importance);
  });
});
