/** The operations of the tab in GraphiQL that ends or changes what was booked; of what the braces stand for, see example-operations.ts. */
export const CHANGES_OPERATIONS = `# Six operations: the play button asks which.
# Cancels this window's last booking.
mutation CancelBooking {
  cancelBooking(input: {
    bookingId: "{{booking}}"
    reason: "Changed my mind"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on CancelBookingSuccess {
      booking { id bookingStatus }
    }
    ... on Error { code message }
  }
}

# What cancelling this window's last booking comes to
# now: buyers by the rules of the show.
query CancellationTerms {
  booking(id: "{{booking}}") {
    bookingStatus
    cancellationTerms {
      refund { formatted }
      kept { formatted }
      lines { description total { formatted } }
      until
    }
  }
}

# What became of it; for its organiser, with the
# token in "Headers" as in the tab BlockSeats.
query BookingHistory {
  booking(id: "{{booking}}") {
    reference
    history {
      at
      kind
      actor
      amount { formatted }
      seatIds
      addedSeatIds
      detail
    }
  }
}

# What giving its last ticket back comes to, once
# it is paid. Buyers as the show allows (see
# SetChangeRules in the tab CreateCode), its
# organiser always. Changes nothing.
mutation QuoteBookingChange {
  quoteBookingChange(input: {
    bookingId: "{{booking}}"
    cancelTicketIds: ["{{ticket}}"]
    # Or for another seat:
    # { ticketId: "{{ticket}}", toSeatId: "D-15-1" }
    exchange: []
  }) {
    __typename
    ... on QuoteBookingChangeSuccess {
      quote {
        id
        expiresAt
        lines { description quantity total { formatted } }
        refund { amount currency }
        charge { amount currency }
      }
    }
    ... on BookingNotChangeableError { message obstacle }
    ... on Error { code message }
  }
}

# Does it, all of it or nothing. Where the quote
# has a charge, add paymentToken: "tok_ok".
mutation ApplyBookingChange {
  applyBookingChange(input: {
    quoteId: "{{quote}}"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on ApplyBookingChangeSuccess {
      booking {
        bookingStatus
        total { amount currency }
        payments { amount { amount } paymentStatus }
        tickets { seatId voidedAt }
      }
    }
    ... on QuoteNotUsableError { message flaw }
    ... on PaymentDeclinedError { message failureCode }
    ... on Error { code message }
  }
}

# Gives back locked seats, not booked yet.
mutation ReleaseLock {
  releaseLock(input: { lockId: "{{lock}}" }) {
    __typename
    ... on ReleaseLockSuccess {
      lock { id lockStatus }
    }
    ... on Error { code message }
  }
}
`;
