/**
 * The operations of the organiser's tab about promo codes, allotments, limits and the waiting room in GraphiQL; of what the braces stand for, see
 * example-operations.ts.
 */
export function salesOperations(showId: string): string {
  return `# For organisers, with their token in "Headers",
# as in the tab BlockSeats. Nine operations: the
# play button asks which.
# 20 % less for the first 100 orders that enter
# the code. ApplyCode puts it on a lock.
mutation CreateCode {
  createCode(input: {
    showId: "${showId}"
    code: "SUMMER20"
    discount: { percent: 20 }
    maxUses: 100
    validUntil: "2035-05-01T00:00:00Z"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on CreateCodeSuccess {
      promoCode {
        id
        code
        discount { percent }
        maxUses
        uses
        ticketsUsed
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message code }
    }
  }
}

# Three seats for whoever has a code that opens
# them: createCode with this allotmentId.
mutation CreateAllotment {
  createAllotment(input: {
    showId: "${showId}"
    name: "Sponsors"
    color: "#B5179E"
    access: CODE
    seatIds: ["F-14-1", "F-14-2", "F-14-3"]
    releaseAt: "2099-01-01T12:00:00Z"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on CreateAllotmentSuccess {
      allotment {
        id
        name
        releaseAt
        seats { label state }
        areas { area { name } quantity taken available }
      }
    }
    ... on Error { code message }
    ... on SeatsUnavailableError {
      conflicts { seatId reason }
      areas { areaId available }
    }
  }
}

# Opens this window's last one to everyone.
mutation ReleaseAllotment {
  releaseAllotment(input: {
    allotmentId: "{{allotment}}"
    idempotencyKey: "{{key}}"
  }) {
    __typename
    ... on ReleaseAllotmentSuccess {
      allotment {
        id
        releasedAt
        show { availability { available blocked } }
      }
    }
    ... on Error { code message }
  }
}

# How much one buyer may hold at a time; null is
# as much as the server allows.
mutation SetLimits {
  updateShow(input: {
    showId: "${showId}"
    limits: { seatsPerLock: 6, seatsPerBuyer: 12 }
  }) {
    __typename
    ... on UpdateShowSuccess {
      show {
        id
        limits { seatsPerLock seatsPerBuyer locksPerBuyer }
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message code minimum maximum }
    }
  }
}

# Until when buyers may give tickets back and
# exchange them, and what it costs them.
mutation SetChangeRules {
  updateShow(input: {
    showId: "${showId}"
    changeRules: {
      returnsUntil: "2035-05-01T00:00:00Z"
      returnFee: 250
      exchangesUntil: "2035-05-01T00:00:00Z"
      keepsFees: false
    }
  }) {
    __typename
    ... on UpdateShowSuccess {
      show {
        id
        changeRules {
          returnsUntil
          returnFee { formatted }
          exchangesUntil
          keepsFees
        }
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message code }
    }
  }
}

# From now on seats are held by turn, two buyers
# at a time; \`enabled: false\` turns it off.
mutation SetWaitingRoom {
  setWaitingRoom(input: {
    showId: "${showId}"
    maxActive: 2
    perMinute: 60
    enabled: true
  }) {
    __typename
    ... on SetWaitingRoomSuccess {
      waitingRoom {
        status
        opensAt
        drawAt
        waiting
        settings { active admitted admittedPerMinute }
      }
    }
    ... on Error { code message }
    ... on InvalidInputError {
      issues { path message code minimum maximum }
    }
  }
}

# Without the token: this window's guest.
mutation JoinWaitingRoom {
  joinWaitingRoom(input: { showId: "${showId}" }) {
    __typename
    ... on JoinWaitingRoomSuccess {
      entry {
        id
        entryStatus
        place
        position
        estimatedSeconds
        admittedUntil
      }
    }
    ... on Error { code message }
  }
}

# The same for all who wait.
subscription WatchWaitingRoom {
  waitingRoom(showId: "${showId}") {
    status
    waiting
    calledPlace
    seedHash
  }
}

# What there is, and what became of it.
query CodesAndAllotments {
  show(id: "${showId}") {
    codes {
      code
      discount { percent amount { formatted } }
      uses
      ticketsUsed
      endedAt
    }
    allotments {
      name
      access
      releasedAt
      seats { label state }
    }
  }
}
`;
}
