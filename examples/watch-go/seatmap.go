package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
)

// Seat is a seat's new state, as SeatChange of the API.
type Seat struct {
	SeatID string `json:"seatId"`
	State  string `json:"state"`
}

// Event is a message of the subscription seatMap: a SeatMapSnapshot with Seats, or a SeatMapDelta with Changes.
type Event struct {
	Typename        string `json:"__typename"`
	Cursor          string `json:"cursor"`
	Version         int64  `json:"version"`
	PreviousVersion int64  `json:"previousVersion"`
	Seats           []Seat `json:"seats"`
	Changes         []Seat `json:"changes"`
}

func (e Event) isSnapshot() bool { return e.Typename == "SeatMapSnapshot" }

const available = "AVAILABLE"

// SeatMap is a show's seat map, kept by the messages of its subscription. Every seat that it does not name is AVAILABLE.
type SeatMap struct {
	// Version is -1 before the first snapshot.
	Version int64
	// Cursor is that of the last message: where any node can go on. Empty: from a snapshot.
	Cursor      string
	unavailable map[string]string
}

func newSeatMap() *SeatMap {
	return &SeatMap{Version: -1, unavailable: map[string]string{}}
}

// apply takes a message and returns the seats that have changed. It fails when the message does not follow what is known.
func (m *SeatMap) apply(event Event) ([]Seat, error) {
	told := event.Changes
	if event.isSnapshot() {
		// It replaces what was known, whatever its version: after PostgreSQL has lost commits it may be any.
		told = slices.Concat(m.freedBy(event.Seats), event.Seats)
	} else if event.PreviousVersion != m.Version {
		return nil, fmt.Errorf("a change of version %d came to version %d", event.PreviousVersion, m.Version)
	}
	var changed []Seat
	for _, seat := range told {
		if m.state(seat.SeatID) == seat.State {
			continue
		}
		changed = append(changed, seat)
		if seat.State == available {
			delete(m.unavailable, seat.SeatID)
		} else {
			m.unavailable[seat.SeatID] = seat.State
		}
	}
	m.Version, m.Cursor = event.Version, event.Cursor
	return changed, nil
}

// freedBy returns the seats that were taken and are not in the snapshot any more.
func (m *SeatMap) freedBy(snapshot []Seat) []Seat {
	freed := maps.Clone(m.unavailable)
	for _, seat := range snapshot {
		delete(freed, seat.SeatID)
	}
	var seats []Seat
	for seatID := range freed {
		seats = append(seats, Seat{SeatID: seatID, State: available})
	}
	slices.SortFunc(seats, func(a, b Seat) int { return cmp.Compare(a.SeatID, b.SeatID) })
	return seats
}

func (m *SeatMap) state(seatID string) string {
	if state, isTaken := m.unavailable[seatID]; isTaken {
		return state
	}
	return available
}

func (m *SeatMap) counts() string {
	count := map[string]int{}
	for _, state := range m.unavailable {
		count[state]++
	}
	return fmt.Sprintf("%d locked, %d booked, %d blocked", count["LOCKED"], count["BOOKED"], count["BLOCKED"])
}
