import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react';
import type { Seatwire } from './seatwire.ts';

const SeatwireContext = createContext<Seatwire | null>(null);

export interface SeatwireProviderProps {
  /** Made once, by `createSeatwire`: with another one everything begins anew. */
  seatwire: Seatwire;
  children?: ReactNode;
}

/** Says to the hooks below it which server they are about. */
export function SeatwireProvider({ seatwire, children }: SeatwireProviderProps): ReactElement {
  return createElement(SeatwireContext.Provider, { value: seatwire }, children);
}

export function useSeatwire(): Seatwire {
  const seatwire = useContext(SeatwireContext);
  if (seatwire !== null) return seatwire;
  throw new Error(
    'There is no SeatwireProvider above this component: <SeatwireProvider seatwire={createSeatwire({ url })}>…',
  );
}
