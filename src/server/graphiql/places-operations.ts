/** The operations of the tab about places without numbers; of what the braces stand for, see example-operations.ts. */
export function placesOperations(concertId: string): string {
  return `# Two operations: the play button asks which.
# Three places to stand at the demo's concert, by
# its promo code for 10 % less. CreateBooking
# books them like seats.
mutation LockPlaces {
  lockSeats(input: {
    showId: "${concertId}"
    areas: [{ areaId: "standing", quantity: 3 }]
    code: "LIGHTHOUSE"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on LockSeatsSuccess {
      lock {
        id
        expiresAt
        appliedCode
        areas { area { name } quantity }
        lines {
          kind
          description
          quantity
          total { formatted }
        }
        total { formatted }
      }
    }
    ... on Error { code message }
    ... on SeatsUnavailableError {
      areas { areaId available }
    }
    ... on CodeNotApplicableError { reason }
  }
}

# The concert's areas, and what is left of them.
query Areas {
  show(id: "${concertId}") {
    title
    ticketTypes { id name }
    areas {
      area { areaId name capacity }
      tier { name price { formatted } }
      available
    }
  }
}
`;
}
