"""Watches a show's seat map over a WebSocket (graphql-transport-ws), with gql: `python watch.py URL SHOW_ID`."""

import argparse
import asyncio
import os
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportError, TransportQueryError
from gql.transport.websockets import WebsocketsTransport
from websockets.exceptions import ConnectionClosed, WebSocketException

from seat_map import SUBSCRIPTION, Dropped, Refused, Watcher, say

# The snapshot of a hall with 60,000 seats, all taken, is larger than the 1 MB that websockets takes by default.
MAX_MESSAGE_BYTES = 32 * 1024 * 1024

# Closed with one of these, the next connection fares no better: what was sent is wrong, or the token is not good.
FINAL_CLOSE_CODES = {4400, 4401, 4403, 4406}


async def follow(watcher: Watcher, options: argparse.Namespace) -> None:
    token = os.environ.get("SEATWIRE_TOKEN")
    transport = WebsocketsTransport(
        url=options.url.replace("http", "ws", 1),
        subprotocols=[WebsocketsTransport.GRAPHQLWS_SUBPROTOCOL],
        init_payload={"authorization": f"Bearer {token}"} if token else {},
        # A dead link says nothing: only an answer that does not come tells of it.
        ping_interval=options.silence / 2,
        pong_timeout=options.silence / 2,
        close_timeout=1,
        connect_args={"max_size": MAX_MESSAGE_BYTES},
    )
    variables = {"showId": options.show_id, "after": watcher.map.cursor}
    try:
        async with Client(transport=transport) as session:
            watcher.connected()
            async for data in session.subscribe(gql(SUBSCRIPTION), variable_values=variables):
                watcher.take(data["seatMap"])
    except TransportQueryError as error:
        raise watcher.failed(error.errors or []) from error
    except (TransportError, WebSocketException, OSError, asyncio.TimeoutError) as error:
        raise ended(error) from error


def ended(error: BaseException) -> Exception:
    """Why there is no connection: the reason is at the bottom of what gql has made of it."""
    while error.__cause__ is not None:
        error = error.__cause__
    reason = str(error) or type(error).__name__
    code = error.rcvd.code if isinstance(error, ConnectionClosed) and error.rcvd else None
    return Refused(reason) if code in FINAL_CLOSE_CODES else Dropped(reason)


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url", help="such as http://localhost:4000/graphql")
    parser.add_argument("show_id", help="show_…")
    parser.add_argument("--silence", type=float, default=20, help="seconds after which a silent connection is given up")
    options = parser.parse_args()
    watcher = Watcher()
    while True:
        try:
            await follow(watcher, options)
            reason: object = "the server has ended the subscription"
        except Dropped as error:
            reason = error
        except Refused as error:
            say(f"refused: {error}")
            return 1
        await asyncio.sleep(watcher.wait_s(reason))


if __name__ == "__main__":
    try:
        sys.exit(asyncio.run(main()))
    except KeyboardInterrupt:
        sys.exit(0)
