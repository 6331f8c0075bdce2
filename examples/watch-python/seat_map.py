"""A show's seat map, kept by the messages of the subscription `seatMap`; and when to connect again."""

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

SUBSCRIPTION = """
subscription SeatMap($showId: ID!, $after: String) {
  seatMap(showId: $showId, after: $after) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } }
  }
}
"""

# `extensions.code` of errors that pass by themselves. Any other means that the request has to be mended.
PASSING = {
    "INTERNAL_SERVER_ERROR",
    "RATE_LIMITED",
    "REQUEST_ABORTED",
    "SERVICE_UNAVAILABLE",
    "TOO_MANY_CONNECTIONS",
    "TOO_MANY_SUBSCRIPTIONS",
}


class Dropped(Exception):
    """The connection is over, or of no use any more; another one may do."""


class Refused(Exception):
    """The server says no, and will say so again."""


@dataclass
class SeatMap:
    """Every seat that is not in `unavailable` is AVAILABLE."""

    version: int | None = None
    # Of the last message: where any node can go on. None: from a snapshot.
    cursor: str | None = None
    unavailable: dict[str, str] = field(default_factory=dict)

    def apply(self, event: dict[str, Any]) -> dict[str, str]:
        """Takes a message; returns the seats that have changed, with their state. Raises Dropped when it does not follow."""
        if event["__typename"] == "SeatMapSnapshot":
            # It replaces what was known, whatever its version: after PostgreSQL has lost commits it may be any.
            seats = {seat["seatId"]: seat["state"] for seat in event["seats"]}
            told = {seat_id: "AVAILABLE" for seat_id in self.unavailable} | seats
        elif event["previousVersion"] == self.version:
            told = {seat["seatId"]: seat["state"] for seat in event["changes"]}
        else:
            raise Dropped(f"a change of version {event['previousVersion']} came to version {self.version}")
        changed = {seat_id: state for seat_id, state in told.items() if state != self.state(seat_id)}
        self.unavailable = {
            seat_id: state for seat_id, state in (self.unavailable | told).items() if state != "AVAILABLE"
        }
        self.version, self.cursor = event["version"], event["cursor"]
        return changed

    def state(self, seat_id: str) -> str:
        return self.unavailable.get(seat_id, "AVAILABLE")

    def counts(self) -> str:
        count = Counter(self.unavailable.values())
        return f"{count['LOCKED']} locked, {count['BOOKED']} booked, {count['BLOCKED']} blocked"


class Watcher:
    """What both programs do with a map: print each change, and wait longer after each attempt that came to nothing."""

    def __init__(self) -> None:
        self.map = SeatMap()
        self._attempts = 0

    def connected(self) -> None:
        say("connected" if self.map.cursor is None else f"connected, goes on after version {self.map.version}")

    def take(self, event: dict[str, Any]) -> None:
        is_first = self.map.version is None
        changed = self.map.apply(event)
        self._attempts = 0
        # Not those of a hall that is nearly sold out already.
        for seat_id, state in {} if is_first else changed.items():
            say(f"{seat_id} {state}")
        kind = ", a snapshot" if event["__typename"] == "SeatMapSnapshot" else ""
        say(f"version {self.map.version}{kind}: {self.map.counts()}")

    def failed(self, errors: list[dict[str, Any]]) -> Exception:
        """What to raise when the server answers with errors."""
        error = errors[0] if errors else {}
        code = error.get("extensions", {}).get("code")
        message = f"{error.get('message')} ({code})"
        if code == "BAD_USER_INPUT" and self.map.cursor is not None:
            # It may be the cursor only: begin with a snapshot.
            self.map.cursor = None
            return Dropped(message)
        return Dropped(message) if code in PASSING else Refused(message)

    def wait_s(self, reason: object) -> float:
        """Seconds until the next attempt: 1, 2, 4 … 15 at most, and less by chance, so that not all come back at once."""
        wait_s = min(15.0, 2.0**self._attempts) * random.uniform(0.1, 1)
        self._attempts += 1
        say(f"disconnected: {reason}; next attempt in {wait_s:.1f} s")
        return wait_s


def say(line: str) -> None:
    print(line, flush=True)
