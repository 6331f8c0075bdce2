/** The operations of the sandbox's tab in GraphiQL, which is there only with SANDBOX=true. */
export const SANDBOX_OPERATIONS = `# For tests of a shop. The play button asks
# which of three to run.
mutation SandboxShow {
  sandboxCreateShow(input: {
    key: "try"
    seats: 40
    states: [
      { seatId: "A-1", state: BOOKED }
      { seatId: "A-2", state: LOCKED }
      { seatId: "B-1", state: BLOCKED }
    ]
  }) {
    __typename
    ... on SandboxCreateShowSuccess {
      show { id title seatMap { unavailable { seatId state } } }
    }
    ... on Error { code message }
  }
}

# Five minutes later: holds have ended.
mutation FiveMinutesLater {
  sandboxAdvanceClock(input: { seconds: 300 }) {
    __typename
    ... on SandboxAdvanceClockSuccess {
      shows { id startsAt availability { available locked } }
    }
    ... on Error { code message }
  }
}

# All that the sandbox has made is gone.
mutation RemoveSandboxShows {
  sandboxReset(input: {}) {
    __typename
    ... on SandboxResetSuccess { showIds }
    ... on Error { code message }
  }
}
`;
