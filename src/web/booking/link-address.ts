import { type BookingLink, linkIn } from './link-session.ts';

const KEY = 'seatwire.bookingLink';
const PATH = '/booking';

/** The link behind `#` of the address; null: there is none. One that was hidden in this tab is put back: it is where a reload, and a way back from a bank, find it. */
export function openLink(): BookingLink | null {
  const hidden = takeHidden();
  if (hidden !== null && location.hash === '') history.replaceState(null, '', `${PATH}#${hidden}`);
  return linkIn(location.hash);
}

/** Takes the link out of the address, which scripts of others read and send home, and which banks lead back to. */
export function hideLink({ token }: BookingLink): void {
  try {
    sessionStorage.setItem(KEY, token);
  } catch {
    // Nothing would find it again: it stays where it is.
    return;
  }
  history.replaceState(null, '', PATH);
}

/** Puts it back; nothing where it was not hidden. */
export function showLink(): void {
  const hidden = takeHidden();
  if (hidden !== null) history.replaceState(null, '', `${PATH}#${hidden}`);
}

function takeHidden(): string | null {
  try {
    const hidden = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    return hidden;
  } catch {
    return null;
  }
}
