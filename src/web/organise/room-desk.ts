import type { OrganisedRoomFragment, OrganisedRoomQuery } from '../../generated/web/operations.ts';
import { FormSender } from './forms/form-sender.ts';
import { NEW_ROOM, type RoomInput, readRoom, type TypedRoom, typedRoom } from './forms/typed-room.ts';
import type { OrganisedShow } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { PeriodicAsking } from './periodic-asking.ts';
import { ORGANISED_ROOM_QUERY, SET_ROOM } from './room.graphql.ts';

export type OrganisedRoom = OrganisedRoomFragment & { settings: NonNullable<OrganisedRoomFragment['settings']> };

export type RoomDeskNews = 'created' | 'changed' | 'off' | 'on';

export interface RoomDeskDeps {
  requests: OrganiserRequests;
  /** As it is known now. */
  show(): Pick<OrganisedShow, 'id' | 'venue' | 'status'>;
  /** Something is different: draw again. */
  onChange(): void;
  onNews(news: RoomDeskNews): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** It moves while people watch it. */
const ASK_EVERY_MS = 2_000;

/** A show's waiting room in the hands of its organiser: set up, watched, and changed while it runs. */
export class RoomDesk {
  readonly #deps: RoomDeskDeps;
  readonly #asking: PeriodicAsking<OrganisedRoomQuery>;
  readonly sender: FormSender;
  isKnown = false;
  /** Null: the show has none. */
  room: OrganisedRoom | null = null;
  isEditing = false;
  typed: TypedRoom = NEW_ROOM;
  isAskedToTurnOff = false;
  /** The last change, until the next one is begun. */
  news: RoomDeskNews | null = null;

  constructor(deps: RoomDeskDeps) {
    this.#deps = deps;
    this.sender = new FormSender(deps);
    this.#asking = new PeriodicAsking({
      ...deps,
      every_ms: ASK_EVERY_MS,
      ask: () => deps.requests.request(ORGANISED_ROOM_QUERY, { showId: deps.show().id }),
      take: ({ show }) => {
        this.isKnown = true;
        this.#take(show?.waitingRoom ?? null);
      },
    });
  }

  /** The show sells nothing any more. */
  get isOver(): boolean {
    const { status } = this.#deps.show();
    return status === 'CANCELLED' || status === 'CLOSED';
  }

  edit(isEditing: boolean): void {
    this.isEditing = isEditing;
    this.typed = this.room ? typedRoom(this.room, this.#timezone) : NEW_ROOM;
    this.news = null;
    this.sender.forget();
    this.#deps.onChange();
  }

  type(change: Partial<TypedRoom>): void {
    this.typed = { ...this.typed, ...change };
    this.sender.forget();
    this.#deps.onChange();
  }

  /** `incomplete`: the fields that hold a part of a time only. True when it is saved. */
  async save(incomplete: ReadonlySet<string>): Promise<boolean> {
    const { room } = this;
    const reading = readRoom(this.typed, { timezone: this.#timezone, incomplete, before: room?.opensAt ?? null });
    const saved = await this.sender.send(reading, (input) => this.#set(input));
    if (!saved) return false;
    this.isEditing = false;
    this.#tell(room ? 'changed' : 'created', saved.value);
    return true;
  }

  askToTurnOff(isAsked: boolean): void {
    this.isAskedToTurnOff = isAsked;
    this.#deps.onChange();
  }

  async turn(enabled: boolean): Promise<void> {
    this.news = null;
    const reading = { ok: true as const, input: { enabled }, fieldOf: new Map() };
    const saved = await this.sender.send(reading, (input) => this.#set(input));
    if (saved) this.#tell(enabled ? 'on' : 'off', saved.value);
  }

  async refresh(): Promise<void> {
    await this.#asking.ask();
  }

  dispose(): void {
    this.#asking.end();
  }

  get #timezone(): string {
    return this.#deps.show().venue.timezone;
  }

  #set(input: RoomInput & { enabled?: boolean }) {
    const { requests, show } = this.#deps;
    return requests.make(SET_ROOM, { showId: show().id, ...input }, ({ waitingRoom }) => waitingRoom);
  }

  #take(room: OrganisedRoomFragment | null): void {
    this.room = room?.settings ? (room as OrganisedRoom) : null;
  }

  #tell(news: RoomDeskNews, room: OrganisedRoomFragment): void {
    this.#take(room);
    this.sender.forget();
    this.news = news;
    this.#deps.onNews(news);
    this.#deps.onChange();
  }
}
