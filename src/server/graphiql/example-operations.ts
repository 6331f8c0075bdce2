import { CHANGES_OPERATIONS } from './changes-operations.ts';
import { organiserOperations } from './organiser-operations.ts';
import { placesOperations } from './places-operations.ts';
import { salesOperations } from './sales-operations.ts';
import { SANDBOX_OPERATIONS } from './sandbox-operations.ts';

export interface ExampleOperation {
  query: string;
}

/** Where there is none to name. */
export const NO_SHOW = 'put the id of a show here';

/**
 * The tabs that GraphiQL opens with, in the order of a purchase. They work as they are, one play button after the other:
 * the page puts the ids that earlier answers brought in place of `{{lock}}`, `{{booking}}`, `{{ticket}}`, `{{quote}}`, `{{allotment}}` and `{{notification}}`, and a fresh idempotency key
 * in place of `{{key}}` (page.js). Comments are at most 46 characters wide, as the editor is on a small screen.
 * `concertId`: the show whose hall has a standing area. `sandbox`: with a tab of its own.
 */
export function exampleOperations(showId: string, { concertId = NO_SHOW, sandbox = false } = {}): ExampleOperation[] {
  return [
    {
      query: `# 1. Press play. 2. In a second window, choose
# LockSeats and press play: this one moves.
#
# Every window is a guest of its own.
subscription WatchSeatMap {
  seatMap(showId: "${showId}") {
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
    },
    {
      query: `# Four seats side by side for five minutes,
# all or none. Then play it in another window:
# "Seat already locked by another user".
mutation LockSeats {
  lockSeats(input: {
    showId: "${showId}"
    seatIds: ["D-14-1", "D-14-2", "D-14-3", "D-14-4"]
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on LockSeatsSuccess {
      lock {
        id
        lockStatus
        expiresAt
        remainingSeconds
        total { amount currency }
        seats { id label price { amount currency } }
      }
    }
    ... on Error { code message }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
      alternatives { seatIds }
    }
    ... on OrphanSeatsError {
      orphans { seatId }
      alternatives { seatIds }
    }
    ... on InvalidInputError {
      issues { path message }
    }
  }
}
`,
    },
    {
      query: `# Up to three proposals for three people, the
# best first. Nothing is held: LockSeats takes
# the seatIds of one, the next tab chooses and
# holds in one step.
query BestAvailable {
  show(id: "${showId}") {
    seatRules { orphanRule minimumRun endsAt }
    bestAvailable(input: { quantity: 3, zones: ["Block D"] }) {
      closeness
      seatIds
      total { amount currency }
    }
  }
}
`,
    },
    {
      query: `# The best seats for three people at 30 euros at
# most, chosen and held in one step.
mutation LockBestAvailable {
  lockBestAvailable(input: {
    showId: "${showId}"
    quantity: 3
    maxPrice: 3000
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on LockBestAvailableSuccess {
      closeness
      lock {
        id
        expiresAt
        total { amount currency }
        seats { label }
      }
    }
    ... on Error { code message }
    ... on NotEnoughSeatsError {
      available
      availableAccessible
    }
  }
}
`,
    },
    { query: placesOperations(concertId) },
    {
      query: `# Books the seats locked last in this window.
mutation CreateBooking {
  createBooking(input: {
    lockId: "{{lock}}"
    customer: { name: "Ada Lovelace", email: "ada@example.org", locale: "en" }
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on CreateBookingSuccess {
      booking {
        id
        reference
        bookingStatus
        payableUntil
        seats { label }
        calendarUrl
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
    },
    {
      query: `# Pays this window's last booking.
# Other tokens: tok_declined, tok_timeout,
# tok_insufficient_funds, tok_late, tok_twice.
mutation PayBooking {
  payBooking(input: {
    bookingId: "{{booking}}"
    paymentToken: "tok_ok"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on PayBookingSuccess {
      booking {
        id
        reference
        bookingStatus
        payments { id paymentStatus failureCode }
        tickets { id code }
        receiptUrl
        ticketsUrl
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message }
    }
  }
}
`,
    },
    {
      query: `# What the organiser does to the show: pause its
# sales (tab BlockSeats) and see it arrive here.
subscription WatchShow {
  show(id: "${showId}") {
    title
    showStatus
    startsAt
    salesStartAt
    salesEndAt
    priceTiers { name price { formatted } }
  }
}
`,
    },
    { query: CHANGES_OPERATIONS },
    {
      query: `# The show, its prices, a block of its seats.
query SeatMap {
  show(id: "${showId}") {
    title
    startsAt
    showStatus
    venue { name city timezone }
    plan { name seatCount url }
    priceTiers { id name price { amount currency } }
    availability { total available locked booked blocked }
    seatMap(zones: ["Block D"]) {
      version
      seats { seatId label state price { amount currency } }
    }
  }
}
`,
    },
    {
      query: `# Two operations: the play button asks which.
# Who this window is, and what it has.
query WhoAmI {
  viewer {
    id
    role
    activeLocks { id remainingSeconds }
    bookings(first: 10) {
      nodes { id reference bookingStatus }
    }
  }
}

# A token for a program of yours.
mutation GuestSession {
  startGuestSession {
    token
    expiresAt
    viewer { id role }
  }
}
`,
    },
    { query: organiserOperations(showId) },
    { query: salesOperations(showId) },
    ...(sandbox ? [{ query: SANDBOX_OPERATIONS }] : []),
  ];
}
