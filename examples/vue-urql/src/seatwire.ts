import { createBoxOffice, createLockStore } from '@seatwire/client/box-office';
import { createShowMap } from '@seatwire/client/show-map';
import { onScopeDispose, type ShallowRef, shallowRef } from 'vue';
import { endpoint } from './api/endpoint';

const boxOffice = createBoxOffice({ url: endpoint });

/** A show's seats with their prices and states, live as long as the component is there. */
export function useShowMap(showId: string) {
  const map = createShowMap({ url: endpoint, showId });
  return { map: stateOf(map), reconnect: map.reconnect };
}

/** What this buyer holds of a show, also from before a reload, and the time that is left. */
export function useSeatLock(showId: string) {
  const store = createLockStore(boxOffice, showId);
  return { hold: stateOf(store), lockSeats: store.lockSeats, release: store.release };
}

interface Store<State> {
  getState(): State;
  subscribe(listener: () => void): () => void;
}

/** States never change, there is another one each time: so it need not be looked into. */
function stateOf<State>({ getState, subscribe }: Store<State>): Readonly<ShallowRef<State>> {
  const state = shallowRef(getState());
  const take = () => {
    state.value = getState();
  };
  onScopeDispose(subscribe(take));
  take();
  return state;
}
