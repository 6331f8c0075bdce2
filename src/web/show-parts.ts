import type { NearView } from '../../packages/map/src/map/map-camera.ts';
import type { MapView } from '../../packages/map/src/map/map-view.ts';
import type { SeatListState } from '../../packages/map/src/views/seat-list.ts';
import type { Parts } from './back-plan.ts';
import type { Purchase } from './purchase/purchase.ts';

export interface ShowPartsDeps {
  map: MapView;
  purchase: Purchase;
  /** The buyer went back from what is held, or from its payment, to the map. */
  onLeftOrder(): void;
}

/** What is opened within a show's page and closed by the browser's Back: the map's nearer view, the list, the steps of an order. */
export class ShowParts {
  readonly #deps: ShowPartsDeps;
  #list: SeatListState = { isOpen: false, zone: null, row: null };
  /** The hold that was left; null: none. */
  #leftLockId: string | null = null;

  constructor(deps: ShowPartsDeps) {
    this.#deps = deps;
  }

  get list(): SeatListState {
    return this.#list;
  }

  openInList(change: Partial<SeatListState>): void {
    this.#list = { ...this.#list, ...change };
  }

  /** By name, with what is needed to open it again. */
  open(): Parts {
    const { step, lock, booking } = this.#deps.purchase;
    const { near } = this.#deps.map;
    const { isOpen, zone, row } = this.#list;
    return {
      ...(near ? { near } : {}),
      ...(isOpen ? { list: true } : {}),
      ...(isOpen && zone !== null ? { zone } : {}),
      ...(isOpen && zone !== null && row !== null ? { row } : {}),
      ...(lock && lock.id !== this.#leftLockId ? { held: lock.id } : {}),
      ...(step === 'paying' || step === 'waiting' ? { payment: booking?.id ?? null } : {}),
      ...(step === 'confirmed' || step === 'ended' ? { booking: booking!.id } : {}),
    };
  }

  async change({ close, open }: { close: readonly string[]; open: Parts }): Promise<void> {
    await this.#closeOrder(close);
    if (close.includes('near')) this.#deps.map.showNear(null);
    if (close.includes('list')) this.#list = { isOpen: false, zone: null, row: null };
    else if (close.includes('zone')) this.openInList({ zone: null, row: null });
    else if (close.includes('row')) this.openInList({ row: null });

    if (open.near) this.#deps.map.showNear(open.near as NearView);
    if (open.list) this.openInList({ isOpen: true });
    if (typeof open.zone === 'number') this.openInList({ zone: open.zone });
    if (typeof open.row === 'number') this.openInList({ row: open.row });
    await this.#openOrder(open);
  }

  async #closeOrder(close: readonly string[]): Promise<void> {
    const { purchase, onLeftOrder } = this.#deps;
    const isPaying = close.includes('payment');
    if (isPaying && !purchase.booking) purchase.checkout.edit();
    else if (isPaying || close.includes('booking')) await purchase.open(null);
    // What is held stays so: a step back is not meant to give it to others.
    if (close.includes('held')) this.#leftLockId = purchase.lock?.id ?? null;
    if (close.includes('held') || (isPaying && purchase.step === 'picking')) onLeftOrder();
  }

  async #openOrder({ held, payment, booking }: Parts): Promise<void> {
    const { purchase } = this.#deps;
    if (held === this.#leftLockId) this.#leftLockId = null;
    const bookingId = booking ?? payment;
    if (typeof bookingId === 'string') await purchase.open(bookingId);
    else if (payment === null) purchase.checkout.review();
  }
}
