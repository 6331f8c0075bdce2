export type {
  AreaChoice,
  AreaPlaces,
  BestAvailableWish,
  Booking,
  BookingChange,
  BookingQuote,
  BookingRefusal,
  BookingStatus,
  Customer,
  CustomerChange,
  LockChange,
  LockRefusal,
  Outcome,
  PriceLine,
  ProposedSeats,
  SeatChoice,
  SeatLock,
  StartedPayment,
} from '@seatwire/client/box-office';
export type {
  ApiErrorCode,
  Connection,
  ConnectionState,
  Hall,
  HallArea,
  HallBounds,
  LivePriceTier,
  LiveShow,
  LiveTicketType,
  LiveTier,
  SeatState,
  ShowArea,
  ShowSeat,
  ShowStatus,
} from '@seatwire/client/show-map';
export { ApiError } from '@seatwire/client/show-map';
export type { Seatwire, SeatwireOptions } from './seatwire.ts';
export { createSeatwire } from './seatwire.ts';
export type { SeatwireProviderProps } from './seatwire-context.ts';
export { SeatwireProvider } from './seatwire-context.ts';
export type { BookingOf, BookingView } from './use-booking.ts';
export { useBooking } from './use-booking.ts';
export type { SeatLockView } from './use-seat-lock.ts';
export { useSeatLock } from './use-seat-lock.ts';
export type { SeatMapView } from './use-seat-map.ts';
export { useArea, useSeat, useSeatMap } from './use-seat-map.ts';
