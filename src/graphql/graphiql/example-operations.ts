export interface ExampleOperation {
  query: string;
  /** JSON; kept out of the query where a person will want to change it. */
  variables?: string;
}

/**
 * The tabs that GraphiQL opens with, in the order of a purchase. They work as they are, one play button after the other:
 * the page puts the ids that earlier answers brought in place of `{{lock}}` and `{{booking}}`, and a fresh idempotency key
 * in place of `{{key}}` (page.js).
 */
export function exampleOperations(showId: string): ExampleOperation[] {
  return [
    {
      query: `# Seatwire: press play, then open /graphql in a second window, go to its
# tab LockSeats and press play there: this one moves.
#
# Every window is a guest of its own (its token is sent with each operation).
# To act as an organiser, put the token that the server printed at its start
# into "Headers" below: {"Authorization": "Bearer ..."}
subscription WatchSeatMap($showId: ID!) {
  seatMap(showId: $showId) {
    __typename
    ... on SeatMapSnapshot {
      version
      cursor
      seats { seatId state }
    }
    ... on SeatMapDelta {
      previousVersion
      version
      cursor
      changes { seatId state }
    }
  }
}
`,
      variables: variables({ showId }),
    },
    {
      query: `# Four seats side by side, all or none, for five minutes.
# A second window gets "Seat already locked by another user".
mutation LockSeats($input: LockSeatsInput!) {
  lockSeats(input: $input) {
    __typename
    ... on LockSeatsSuccess {
      lock {
        id
        status
        expiresAt
        remainingSeconds
        total { amount currency }
        seats { id zone row number price { amount currency } }
      }
    }
    ... on Error { code message }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
    }
    ... on InvalidInputError {
      issues { path message }
    }
  }
}
`,
      variables: variables({
        input: { showId, seatIds: ['D-14-1', 'D-14-2', 'D-14-3', 'D-14-4'], idempotencyKey: '{{key}}' },
      }),
    },
    {
      query: `# Books the lock that this window made last.
mutation CreateBooking($input: CreateBookingInput!) {
  createBooking(input: $input) {
    __typename
    ... on CreateBookingSuccess {
      booking {
        id
        reference
        status
        expiresAt
        total { amount currency }
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message }
    }
  }
}
`,
      variables: variables({
        input: {
          lockId: '{{lock}}',
          customer: { name: 'Ada Lovelace', email: 'ada@example.org' },
          idempotencyKey: '{{key}}',
        },
      }),
    },
    {
      query: `# Pays the booking that this window made last. Other sandbox tokens: tok_declined,
# tok_insufficient_funds, tok_timeout, tok_late, tok_twice.
mutation PayBooking($input: PayBookingInput!) {
  payBooking(input: $input) {
    __typename
    ... on PayBookingSuccess {
      booking {
        id
        reference
        status
        payments { id status failureCode }
        tickets { code }
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message }
    }
  }
}
`,
      variables: variables({
        input: { bookingId: '{{booking}}', paymentToken: 'tok_ok', idempotencyKey: '{{key}}' },
      }),
    },
    {
      query: `# Gives back the seats of the lock that this window made last, as long as it is not booked.
mutation ReleaseLock($input: ReleaseLockInput!) {
  releaseLock(input: $input) {
    __typename
    ... on ReleaseLockSuccess {
      lock { id status }
    }
    ... on Error { code message }
  }
}
`,
      variables: variables({ input: { lockId: '{{lock}}' } }),
    },
    {
      query: `# The show, its prices and one block of its seats.
query SeatMap($showId: ID!) {
  show(id: $showId) {
    title
    startsAt
    status
    venue { name city timezone }
    plan { name seatCount url }
    priceTiers { id name price { amount currency } }
    availability { total available locked booked blocked }
    seatMap(zones: ["Block D"]) {
      version
      seats { id row number state price { amount currency } }
    }
  }
}
`,
      variables: variables({ showId }),
    },
    {
      query: `# Who this window is.
query WhoAmI {
  viewer { id role email }
}

# A token for a program of yours: choose it with the play button.
mutation GuestSession {
  startGuestSession {
    token
    expiresAt
    viewer { id role }
  }
}
`,
    },
    {
      query: `# For organisers: put the token that the server printed at its start into "Headers" below.
mutation BlockSeats($input: BlockSeatsInput!) {
  blockSeats(input: $input) {
    __typename
    ... on BlockSeatsSuccess {
      show { id title }
    }
    ... on Error { code message }
  }
}

mutation PauseShow($showId: ID!) {
  pauseShow(input: { showId: $showId }) {
    __typename
    ... on PauseShowSuccess {
      show { id status }
    }
    ... on Error { code message }
  }
}

mutation PublishShow($showId: ID!) {
  publishShow(input: { showId: $showId }) {
    __typename
    ... on PublishShowSuccess {
      show { id status }
    }
    ... on Error { code message }
  }
}
`,
      variables: variables({
        showId,
        input: { showId, seatIds: ['E-14-1', 'E-14-2'], reason: 'Camera platform' },
      }),
    },
  ];
}

function variables(value: object): string {
  return JSON.stringify(value, null, 2);
}
