/** Seatwire's GraphQL endpoint. */
export const endpoint: string = import.meta.env.VITE_SEATWIRE_URL ?? 'http://localhost:4000/graphql';

/** A path of the API, such as a QR code's, as an address. */
export const addressOf = (path: string) => new URL(path, endpoint).href;
