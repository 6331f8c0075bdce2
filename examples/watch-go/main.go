// Watches a show's seat map over a WebSocket (graphql-transport-ws): go run . URL SHOW_ID
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"
)

const maxWait = 15 * time.Second

func main() {
	silence := flag.Duration("silence", 20*time.Second, "after which a silent connection is given up")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: watch-go [-silence 20s] http://localhost:4000/graphql show_…")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	target := subscription{url: flag.Arg(0), showID: flag.Arg(1), token: os.Getenv("SEATWIRE_TOKEN"), silence: *silence}
	if err := watch(ctx, target); err != nil {
		fmt.Printf("refused: %v\n", err)
		os.Exit(1)
	}
}

// watch prints each change of the map, over as many connections as it takes. It returns when ctx ends, or with what the
// server has refused for good.
func watch(ctx context.Context, target subscription) error {
	seats := newSeatMap()
	attempts := 0
	on := handler{
		connected: func() {
			if seats.Cursor == "" {
				fmt.Println("connected")
			} else {
				fmt.Printf("connected, goes on after version %d\n", seats.Version)
			}
		},
		message: func(event Event) error {
			if err := take(seats, event); err != nil {
				return err
			}
			attempts = 0
			return nil
		},
	}
	for {
		target.after = seats.Cursor
		err := target.run(ctx, on)
		if ctx.Err() != nil {
			return nil
		}
		var said graphqlError
		var final refusal
		if errors.As(err, &said) && said.Extensions.Code == "BAD_USER_INPUT" && seats.Cursor != "" {
			// It may be the cursor only: begin with a snapshot.
			seats.Cursor = ""
		} else if errors.As(err, &final) {
			return err
		}
		wait := backoff(attempts)
		attempts++
		fmt.Printf("disconnected: %v; next attempt in %.1f s\n", err, wait.Seconds())
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return nil
		}
	}
}

func take(seats *SeatMap, event Event) error {
	isFirst := seats.Version < 0
	changed, err := seats.apply(event)
	if err != nil {
		return err
	}
	kind := ""
	if event.isSnapshot() {
		kind = ", a snapshot"
	}
	// Not those of a hall that is nearly sold out already.
	if !isFirst {
		for _, seat := range changed {
			fmt.Println(seat.SeatID, seat.State)
		}
	}
	fmt.Printf("version %d%s: %s\n", seats.Version, kind, seats.counts())
	return nil
}

// backoff is 1, 2, 4 … 15 seconds at most, and less by chance, so that not all come back at the same moment.
func backoff(attempts int) time.Duration {
	longest := min(maxWait, time.Duration(math.Pow(2, float64(min(attempts, 10))))*time.Second)
	return time.Duration(float64(longest) * (0.1 + 0.9*rand.Float64()))
}
