import { createSeatwire, SeatwireProvider, type ShowSeat, useSeatLock, useSeatMap } from '@seatwire/react';
import { memo, useCallback, useState } from 'react';
import { Pressable, ScrollView, StyleSheet, Text, View } from 'react-native';

const COLORS = { AVAILABLE: '#2e8b57', LOCKED: '#c88a00', BOOKED: '#8a8a8a', BLOCKED: '#c4c4c4' };
const CHOSEN = '#1746a2';
/** Of a seat, in the plan's units, which are drawn as they are: 48 of them are a finger's width. */
const SIZE = 16;

export interface AppProps {
  /** Of the GraphQL endpoint. An Android emulator finds the computer that it runs on at 10.0.2.2. */
  url?: string;
  showId?: string;
}

/** A show's live map: a tap chooses a seat, and what is chosen can be held. */
export function App({ url = 'http://10.0.2.2:4000/graphql', showId = 'show_01k8000000e008002ymwrqw002' }: AppProps) {
  // Once: all components share its connection.
  const [seatwire] = useState(() => createSeatwire({ url }));
  return (
    <SeatwireProvider seatwire={seatwire}>
      <View style={styles.screen}>
        <Shop showId={showId} />
      </View>
    </SeatwireProvider>
  );
}

function Shop({ showId }: { showId: string }) {
  const { show, connection, reconnect } = useSeatMap(showId);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const choose = useCallback(
    (seatId: string) =>
      setChosen((seats) => (seats.includes(seatId) ? seats.filter((other) => other !== seatId) : [...seats, seatId])),
    [],
  );
  return (
    <>
      <Text style={styles.title} accessibilityRole="header">
        {show?.title ?? '…'}
      </Text>
      {connection.state !== 'live' && <Button label={`${connection.state}: try now`} onPress={reconnect} />}
      <LiveMap showId={showId} chosen={chosen} onChoose={choose} />
      <Order showId={showId} chosen={chosen} onHeld={() => setChosen([])} />
    </>
  );
}

interface LiveMapProps {
  showId: string;
  chosen: readonly string[];
  onChoose: (seatId: string) => void;
}

function LiveMap({ showId, chosen, onChoose }: LiveMapProps) {
  const { hall, seats } = useSeatMap(showId);
  if (hall === null) return <View style={styles.map} />;
  const { left, top, width, height } = hall.bounds;
  return (
    <ScrollView style={styles.map}>
      <ScrollView horizontal contentContainerStyle={{ width, height }}>
        {seats.map((seat) => (
          <Seat
            key={seat.seatId}
            seat={seat}
            left={seat.x - left - SIZE / 2}
            top={seat.y - top - SIZE / 2}
            isChosen={chosen.includes(seat.seatId)}
            onChoose={onChoose}
          />
        ))}
      </ScrollView>
    </ScrollView>
  );
}

interface SeatProps {
  seat: ShowSeat;
  left: number;
  top: number;
  isChosen: boolean;
  onChoose: (seatId: string) => void;
}

/** Drawn again when its own seat has changed: the others are the same objects as before. */
const Seat = memo(({ seat, left, top, isChosen, onChoose }: SeatProps) => {
  const isFree = seat.state === 'AVAILABLE';
  const backgroundColor = isChosen && isFree ? CHOSEN : COLORS[seat.state];
  return (
    <Pressable
      testID={seat.seatId}
      accessibilityRole="checkbox"
      accessibilityLabel={`${seat.label}: ${seat.state}`}
      accessibilityState={{ checked: isChosen, disabled: !isFree }}
      disabled={!isFree}
      onPress={() => onChoose(seat.seatId)}
      style={[styles.seat, { left, top, backgroundColor }]}
    />
  );
});

interface OrderProps {
  showId: string;
  chosen: readonly string[];
  onHeld: () => void;
}

function Order({ showId, chosen, onHeld }: OrderProps) {
  const { isHeld, lock, remainingSeconds, pending, refusal, error, lockSeats, release } = useSeatLock(showId);
  const problem = refusal ?? error;
  async function hold() {
    const held = await lockSeats(chosen);
    if (held.ok) onHeld();
  }
  return (
    <View style={styles.order} accessibilityState={{ busy: pending !== null }}>
      {isHeld && <Text>{`Yours for ${remainingSeconds} seconds: ${seatsOf(lock?.seats.length ?? 0)}`}</Text>}
      {isHeld && <Button label="Give back" onPress={() => void release()} />}
      {!isHeld && chosen.length > 0 && <Button label={`Hold ${seatsOf(chosen.length)}`} onPress={() => void hold()} />}
      {problem && <Text accessibilityRole="alert">{problem.message}</Text>}
    </View>
  );
}

function seatsOf(count: number): string {
  return count === 1 ? '1 seat' : `${count} seats`;
}

function Button({ label, onPress }: { label: string; onPress: () => void }) {
  return (
    <Pressable testID={label} accessibilityRole="button" onPress={onPress} style={styles.button}>
      <Text style={styles.buttonText}>{label}</Text>
    </Pressable>
  );
}

const styles = StyleSheet.create({
  // Out of the way of the status bar; in your app react-native-safe-area-context says how far.
  screen: { flex: 1, paddingVertical: 48, backgroundColor: '#ffffff' },
  title: { fontSize: 20, fontWeight: '600', padding: 12, color: '#111111' },
  map: { flex: 1 },
  seat: { position: 'absolute', width: SIZE, height: SIZE, borderRadius: SIZE / 2 },
  order: { minHeight: 64, padding: 12, gap: 8 },
  button: { minHeight: 48, padding: 12, borderRadius: 8, justifyContent: 'center', backgroundColor: CHOSEN },
  buttonText: { color: '#ffffff', textAlign: 'center' },
});
