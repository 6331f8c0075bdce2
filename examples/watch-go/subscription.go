package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/coder/websocket"
	"github.com/coder/websocket/wsjson"
)

const query = `subscription SeatMap($showId: ID!, $after: String) {
  seatMap(showId: $showId, after: $after) {
    __typename
    ... on SeatMapSnapshot { cursor version seats { seatId state } }
    ... on SeatMapDelta { cursor previousVersion version changes { seatId state } }
  }
}`

// The snapshot of a hall with 60,000 seats, all taken, is larger than the 32 kB that websocket takes by default.
const maxMessageBytes = 32 << 20

const connectWithin = 15 * time.Second

// Closed with one of these, the next connection fares no better: what was sent is wrong, or the token is not good.
var finalCloseCodes = map[websocket.StatusCode]bool{4400: true, 4401: true, 4403: true, 4406: true}

// Codes of errors that pass by themselves. Any other means that the request has to be mended.
var passing = map[string]bool{
	"INTERNAL_SERVER_ERROR":  true,
	"RATE_LIMITED":           true,
	"REQUEST_ABORTED":        true,
	"SERVICE_UNAVAILABLE":    true,
	"TOO_MANY_CONNECTIONS":   true,
	"TOO_MANY_SUBSCRIPTIONS": true,
}

// refusal is an error that the next attempt would meet again.
type refusal struct{ error }

func (r refusal) Unwrap() error { return r.error }

// graphqlError is what the server answers instead of a message.
type graphqlError struct {
	Message    string `json:"message"`
	Extensions struct {
		Code string `json:"code"`
	} `json:"extensions"`
}

func (e graphqlError) Error() string { return fmt.Sprintf("%s (%s)", e.Message, e.Extensions.Code) }

// frame is a message of graphql-transport-ws, either way.
type frame struct {
	ID      string          `json:"id,omitempty"`
	Type    string          `json:"type"`
	Payload json.RawMessage `json:"payload,omitempty"`
}

type subscription struct {
	url, showID, after, token string
	// After so long without an answer to a ping the connection is given up.
	silence time.Duration
}

// handler is told of what comes; an error of message ends the connection.
type handler struct {
	connected func()
	message   func(Event) error
}

// run opens a connection and follows the map until either ends. It always returns an error: why it is over.
func (s subscription) run(ctx context.Context, on handler) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer conn.CloseNow()
	on.connected()
	go s.ping(ctx, conn)
	variables := map[string]any{"showId": s.showID, "after": nil}
	if s.after != "" {
		variables["after"] = s.after
	}
	if err := send(ctx, conn, frame{ID: "1", Type: "subscribe"}, map[string]any{"query": query, "variables": variables}); err != nil {
		return err
	}
	for {
		var received frame
		if err := wsjson.Read(ctx, conn, &received); err != nil {
			return ended(err)
		}
		if err := answer(ctx, conn, received, on); err != nil {
			return err
		}
	}
}

// connect returns a connection that the server has acknowledged.
func (s subscription) connect(ctx context.Context) (*websocket.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, connectWithin)
	defer cancel()
	options := &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}
	conn, response, err := websocket.Dial(ctx, s.url, options)
	if err != nil {
		if response != nil && response.StatusCode != http.StatusSwitchingProtocols {
			return nil, fmt.Errorf("HTTP status %d", response.StatusCode)
		}
		return nil, err
	}
	conn.SetReadLimit(maxMessageBytes)
	params := map[string]string{}
	if s.token != "" {
		params["authorization"] = "Bearer " + s.token
	}
	var received frame
	err = send(ctx, conn, frame{Type: "connection_init"}, params)
	for err == nil && received.Type != "connection_ack" {
		err = wsjson.Read(ctx, conn, &received)
	}
	if err != nil {
		conn.CloseNow()
		return nil, ended(err)
	}
	return conn, nil
}

// ping ends the connection once the server does not answer: a dead link says nothing by itself.
func (s subscription) ping(ctx context.Context, conn *websocket.Conn) {
	for ctx.Err() == nil {
		timeout, cancel := context.WithTimeout(ctx, s.silence/2)
		if err := conn.Ping(timeout); err != nil {
			conn.CloseNow()
		}
		<-timeout.Done()
		cancel()
	}
}

// answer deals with one message of the server.
func answer(ctx context.Context, conn *websocket.Conn, received frame, on handler) error {
	switch received.Type {
	case "ping":
		return send(ctx, conn, frame{Type: "pong"}, nil)
	case "next":
		var result struct {
			Data   *struct{ SeatMap Event }
			Errors []graphqlError
		}
		if err := json.Unmarshal(received.Payload, &result); err != nil {
			return err
		}
		if result.Data == nil {
			return failed(result.Errors)
		}
		return on.message(result.Data.SeatMap)
	case "error":
		var problems []graphqlError
		if err := json.Unmarshal(received.Payload, &problems); err != nil {
			return err
		}
		return failed(problems)
	case "complete":
		return errors.New("the server has ended the subscription")
	}
	return nil
}

func failed(problems []graphqlError) error {
	if len(problems) == 0 {
		return errors.New("the server gave no reason")
	}
	if passing[problems[0].Extensions.Code] {
		return problems[0]
	}
	return refusal{problems[0]}
}

func ended(err error) error {
	if finalCloseCodes[websocket.CloseStatus(err)] {
		return refusal{err}
	}
	return err
}

func send(ctx context.Context, conn *websocket.Conn, message frame, payload any) error {
	if payload != nil {
		text, err := json.Marshal(payload)
		if err != nil {
			return err
		}
		message.Payload = text
	}
	return wsjson.Write(ctx, conn, message)
}
