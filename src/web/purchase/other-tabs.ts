/** Other tabs of this browser are the same guest. */
const CHANNEL = 'seatwire';

/** Tells other tabs of this browser that something has changed, and hears it from them. */
export class OtherTabs {
  readonly #channel: BroadcastChannel;

  /** `about`: what has changed, where it is no order. */
  constructor(onChange: () => void, about?: 'rooms') {
    this.#channel = new BroadcastChannel(about ? `${CHANNEL}.${about}` : CHANNEL);
    this.#channel.onmessage = () => onChange();
  }

  tell(): void {
    this.#channel.postMessage('changed');
  }

  end(): void {
    this.#channel.close();
  }
}
