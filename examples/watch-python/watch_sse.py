"""Watches a show's seat map over server-sent events, with nothing but Python: `python watch_sse.py URL SHOW_ID`."""

import argparse
import http.client
import json
import os
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from seat_map import SUBSCRIPTION, Dropped, Refused, Watcher, say


def messages(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """The results of the events `next`, until the event `complete`."""
    event: dict[str, str] = {}
    for line in lines:
        name, _, value = line.decode().rstrip("\r\n").partition(":")
        if name:
            # The server writes each `data` on one line. A line that begins with a colon says that it is still there.
            event[name] = value.removeprefix(" ")
        elif event:
            if event["event"] == "complete":
                return
            yield json.loads(event["data"])
            event = {}


def follow(watcher: Watcher, options: argparse.Namespace) -> None:
    variables = {"showId": options.show_id, "after": watcher.map.cursor}
    headers = {"accept": "text/event-stream", "content-type": "application/json"}
    if token := os.environ.get("SEATWIRE_TOKEN"):
        headers["authorization"] = f"Bearer {token}"
    body = json.dumps({"query": SUBSCRIPTION, "variables": variables}).encode()
    try:
        with urlopen(Request(options.url, body, headers), timeout=options.silence) as stream:
            watcher.connected()
            for result in messages(stream):
                if result.get("errors"):
                    raise watcher.failed(result["errors"])
                watcher.take(result["data"]["seatMap"])
    except HTTPError as error:
        raise refusal(watcher, error) from error
    except (OSError, http.client.HTTPException) as error:
        raise Dropped(error) from error


def refusal(watcher: Watcher, answer: HTTPError) -> Exception:
    """Of a token, say. What answers may also be a proxy, in words of its own."""
    try:
        return watcher.failed(next(messages(answer))["errors"])
    except (ValueError, KeyError, StopIteration):
        return Dropped(f"HTTP status {answer.status}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="such as http://localhost:4000/graphql")
    parser.add_argument("show_id", help="show_…")
    parser.add_argument("--silence", type=float, default=30, help="seconds of silence; the server says something every 12")
    options = parser.parse_args()
    watcher = Watcher()
    while True:
        try:
            follow(watcher, options)
            reason: object = "the server has ended the stream"
        except Dropped as error:
            reason = error
        except Refused as error:
            say(f"refused: {error}")
            return 1
        time.sleep(watcher.wait_s(reason))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(0)
