import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LiveTopic, Position } from '../../modules/live-map/live-source.ts';
import { AdaptiveTick } from '../../platform/adaptive-tick.ts';
import type { SharedMessage } from '../../platform/websocket/shared-message.ts';

/** One who follows a broadcast. */
export interface Member {
  /** Where it is. Members at the same place have the same object once they have been told something. */
  position: Position;
  /** Whether messages reach it: not while it is being closed. */
  readonly isOpen: boolean;
  /** Whether its peer has not yet read what it was sent before. */
  readonly isBackedUp: boolean;
  send(message: SharedMessage): void;
  /** Calls `onCaughtUp` when its peer has read on. May be called again while it waits. */
  lag(onCaughtUp: () => void): void;
  /** It can not go on. Others may. */
  fail(error: unknown): void;
}

export interface BroadcastOptions<Event> {
  topic: LiveTopic<Event & { version: number }>;
  /** Makes a message of an event: once for all who get it. */
  render(event: Event): Promise<SharedMessage>;
}

interface Step {
  /** Null when there is nothing to tell. */
  message: SharedMessage | null;
  /** Where it leads. */
  next: Position;
}

/** So long at a time messages are written; then others have their turn. */
const SLICE_MS = 8;
const SENDS_PER_LOOK_AT_CLOCK = 64;
/** More steps from different places are not kept for those who may come from there, too. */
const MAX_KEPT_STEPS = 256;

/**
 * Tells all members of a topic's changes: what takes one from where it is to the present is read and made into a message
 * once for all who are there, which is nearly everyone. Changes within a tick go together. A member whose peer does not
 * read is left out until it does, and then gets all that it missed in one.
 */
export class Broadcast<Event extends { version: number }> {
  readonly #topic: LiveTopic<Event>;
  readonly #render: (event: Event) => Promise<SharedMessage>;
  readonly #members = new Set<Member>();
  readonly #tick = new AdaptiveTick(() => this.#tellAll());
  readonly #stopListening: () => void;
  readonly #steps = new Map<string, Promise<Step>>();
  #stepsTo = -1;
  readonly #messages = new WeakMap<Event, Promise<SharedMessage>>();

  constructor({ topic, render }: BroadcastOptions<Event>) {
    this.#topic = topic;
    this.#render = render;
    this.#stopListening = topic.onChange(() => this.#tick.ask());
  }

  get size(): number {
    return this.#members.size;
  }

  /** From now on the member is told what there is for it, first of all what it needs to be at the present. */
  add(member: Member): void {
    this.#members.add(member);
    void this.#catchUp(member);
  }

  /** True when that was the last one: the broadcast is over then, and takes no members any more. */
  remove(member: Member): boolean {
    if (!this.#members.delete(member) || this.#members.size > 0) return false;
    this.#tick.stop();
    this.#stopListening();
    return true;
  }

  async #tellAll(): Promise<void> {
    const steps = await this.#stepsOfAll();
    let sliceEnd_ms = performance.now() + SLICE_MS;
    let sent = 0;
    let from: Position | null = null;
    let step: Step | Error | undefined;
    for (const member of this.#members) {
      if (member.position !== from) {
        from = member.position;
        step = steps.get(from);
      }
      // One who came or was told something meanwhile is brought to the present by itself, or with the next tick.
      if (step === undefined) continue;
      if (step instanceof Error) member.fail(step);
      else this.#take(member, step);
      sent += 1;
      if (sent % SENDS_PER_LOOK_AT_CLOCK !== 0 || performance.now() < sliceEnd_ms) continue;
      await nextTurn();
      sliceEnd_ms = performance.now() + SLICE_MS;
    }
  }

  /** The step from each place where members are; an error where it can't be made. */
  async #stepsOfAll(): Promise<Map<Position, Step | Error>> {
    const version = this.#topic.version;
    const steps = new Map<Position, Step | Error>();
    const places = new Set<Position>();
    let last: Position | null = null;
    for (const { position } of this.#members) {
      if (position === last) continue;
      last = position;
      if (position.had === null || position.seen < version) places.add(position);
    }
    const make = async (from: Position) => {
      steps.set(from, await this.#stepFrom(from).catch(asError));
    };
    await Promise.all([...places].map(make));
    return steps;
  }

  async #catchUp(member: Member): Promise<void> {
    while (this.#members.has(member)) {
      const from = member.position;
      if (from.had !== null && from.seen >= this.#topic.version) return;
      const step = await this.#stepFrom(from).catch(asError);
      if (!this.#members.has(member)) return;
      // The tick may have been faster.
      if (member.position !== from) continue;
      if (step instanceof Error) member.fail(step);
      else this.#take(member, step);
      if (member.position === from) return;
    }
  }

  #take(member: Member, { message, next }: Step): void {
    if (message) {
      if (!member.isOpen) return;
      if (member.isBackedUp) {
        member.lag(() => void this.#catchUp(member));
        return;
      }
      member.send(message);
    }
    member.position = next;
  }

  /** Shared by all who ask while the topic stays at its version. */
  #stepFrom(from: Position): Promise<Step> {
    if (this.#stepsTo !== this.#topic.version || this.#steps.size >= MAX_KEPT_STEPS) {
      this.#steps.clear();
      this.#stepsTo = this.#topic.version;
    }
    const key = `${from.had} ${from.seen}`;
    let step = this.#steps.get(key);
    if (!step) {
      step = this.#makeStep(from);
      this.#steps.set(key, step);
      step.catch(() => this.#steps.delete(key));
    }
    return step;
  }

  async #makeStep(from: Position): Promise<Step> {
    const { event, seen } = await this.#topic.read(from);
    if (!event) return { message: null, next: { had: from.had, seen } };
    let message = this.#messages.get(event);
    if (!message) {
      message = this.#render(event);
      this.#messages.set(event, message);
    }
    return { message: await message, next: { had: event.version, seen } };
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
