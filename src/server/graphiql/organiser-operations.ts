/** The operations of the organiser's tab in GraphiQL; of what the braces stand for, see example-operations.ts. */
export function organiserOperations(showId: string): string {
  return `# For organisers. Put the token that the
# server printed at its start into "Headers":
#   {"Authorization": "Bearer <token>"}
# The play button asks which of eight to run.
mutation BlockSeats {
  blockSeats(input: {
    showId: "${showId}"
    seatIds: ["E-14-1", "E-14-2"]
    reason: "Camera platform"
  }) {
    __typename
    ... on BlockSeatsSuccess {
      show { id title }
    }
    ... on Error { code message }
  }
}

# At the box office: CASH, CARD_TERMINAL or FREE.
mutation SellAtBoxOffice {
  sellAtBoxOffice(input: {
    showId: "${showId}"
    seats: [{ seatId: "E-14-3" }, { seatId: "E-14-4" }]
    method: CASH
  }) {
    __typename
    ... on SellAtBoxOfficeSuccess {
      booking {
        id
        reference
        bookingStatus
        total { formatted }
        tickets { id code qrCodeUrl(format: SVG) }
      }
    }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
    }
    ... on Error { code message }
  }
}

# What would go back if the show was cancelled now; then
# cancelShow(input: { showId, refund: WITHOUT_FEES })
# does it, for good.
query CancellationPreview {
  show(id: "${showId}") {
    cancellationPreview(refund: WITHOUT_FEES) {
      bookings
      unpaid
      refunds
      amount { formatted }
      refundsByHand
      amountByHand { formatted }
      disputed
      kept { formatted }
    }
  }
}

mutation PauseShow {
  pauseShow(input: { showId: "${showId}" }) {
    __typename
    ... on PauseShowSuccess {
      show { id showStatus }
    }
    ... on Error { code message }
  }
}

mutation PublishShow {
  publishShow(input: { showId: "${showId}" }) {
    __typename
    ... on PublishShowSuccess {
      show { id showStatus }
    }
    ... on Error { code message }
  }
}

# No buyer may leave a single seat any more.
# "OFF" takes the rule away.
mutation SetSeatRules {
  updateShow(input: {
    showId: "${showId}"
    seatRules: { orphanRule: STRICT }
  }) {
    __typename
    ... on UpdateShowSuccess {
      show { id seatRules { orphanRule minimumRun } }
    }
    ... on Error { code message }
  }
}

# What the show has taken and given back.
query Statement {
  show(id: "${showId}") {
    statement {
      ticketsSold
      ticketsCancelled
      sold { formatted }
      refunded { formatted }
      balance { formatted }
      tickets { tier { name } ticketType { name } method ticketsSold balance { formatted } tax { formatted } }
      fees { name taxRate balance { formatted } }
      taxes { taxRate balance { formatted } tax { formatted } }
      methods { method received { formatted } paidBack { formatted } }
      surplus { formatted }
      lostDisputes { formatted }
    }
  }
}

# Mails that could not be delivered.
query UndeliveredMails {
  show(id: "${showId}") {
    undeliveredNotifications(first: 10) {
      edges {
        node {
          id
          kind
          recipient
          notificationStatus
          lastError
          nextAttemptAt
          booking { reference }
        }
      }
    }
  }
}

# The last of them, if it was given up (FAILED).
mutation ResendMail {
  resendNotification(input: {
    notificationId: "{{notification}}"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on ResendNotificationSuccess {
      notification { id notificationStatus }
    }
    ... on Error { code message }
  }
}
`;
}
