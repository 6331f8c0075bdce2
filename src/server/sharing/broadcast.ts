import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Cause, currentCause, inSpans, isTracing } from '../../platform/observability/tracing.ts';
import type { LiveTopic, Position } from '../../platform/streaming/live-source.ts';
import { AdaptiveTick } from '../../platform/timing/adaptive-tick.ts';
import type { RetainedBytes } from '../../platform/turns/retained-bytes.ts';
import type { WorkTurns } from '../../platform/turns/work-turns.ts';
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
  render(event: Event, audience: Audience): Promise<SharedMessage>;
  /** About how much work it is to make a message, beside that of other broadcasts. */
  weight: number;
  /** Where all broadcasts of a node have their turn to read and make messages. */
  turns: WorkTurns;
  /** What all broadcasts of a node keep of messages. */
  kept: RetainedBytes;
  /** Told how long after a change all members were told of it; of several that go together, after the first. */
  onTold?: ((duration_ms: number) => void) | undefined;
}

/** For whom a message is made. */
export interface Audience {
  /** Of its turn: many members come before few, light messages before heavy ones. */
  readonly priority: number;
  /** False when all of them have left: there is nobody to make a message for. */
  readonly isThere: boolean;
}

interface Made {
  readonly message: Promise<SharedMessage>;
  /** Asked for from more than one place: newcomers are told the same for a while, also when the topic has gone on. */
  isWantedAgain: boolean;
  giveUp(): void;
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
/** Of what a tick tells: more changes than these are told as well, without being spans. */
const MAX_CAUSES = 100;

/**
 * Tells all members of a topic's changes: what takes one from where it is to the present is read and made into a message
 * once for all who are there, which is nearly everyone. Changes within a tick go together. A member whose peer does not
 * read is left out until it does, and then gets all that it missed in one.
 */
export class Broadcast<Event extends { version: number }> {
  readonly #topic: LiveTopic<Event>;
  readonly #render: (event: Event, audience: Audience) => Promise<SharedMessage>;
  readonly #weight: number;
  readonly #turns: WorkTurns;
  readonly #kept: RetainedBytes;
  readonly #members = new Set<Member>();
  readonly #tick = new AdaptiveTick(() => this.#tellTimed());
  readonly #onTold: ((duration_ms: number) => void) | undefined;
  /** When the first change came that is to be told. */
  #changed_ms: number | null = null;
  /** The spans of the changes that are to be told, where they are traced. */
  #causes: Cause[] = [];
  readonly #stopListening: () => void;
  /** Those that have not been read yet: they will lead to what is the present then. */
  readonly #waitingSteps = new Map<string, Promise<Step>>();
  readonly #steps = new Map<string, Promise<Step>>();
  #stepsTo = -1;
  readonly #messages = new Map<Event, Made>();

  constructor({ topic, render, weight, turns, kept, onTold }: BroadcastOptions<Event>) {
    this.#onTold = onTold;
    this.#topic = topic;
    this.#render = render;
    this.#weight = weight;
    this.#turns = turns;
    this.#kept = kept;
    this.#stopListening = topic.onChange(() => {
      this.#changed_ms ??= performance.now();
      if (isTracing()) this.#noteCause();
      this.#tick.ask();
    });
  }

  get size(): number {
    return this.#members.size;
  }

  get priority(): number {
    return Math.max(1, this.#members.size) / this.#weight;
  }

  get isThere(): boolean {
    return this.#members.size > 0;
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
    this.#steps.clear();
    for (const { giveUp } of this.#messages.values()) giveUp();
    return true;
  }

  #noteCause(): void {
    const cause = currentCause();
    if (cause && this.#causes.length < MAX_CAUSES) this.#causes.push(cause);
  }

  async #tellTimed(): Promise<void> {
    const changed_ms = this.#changed_ms;
    this.#changed_ms = null;
    await (isTracing() ? this.#tellTraced() : this.#tellAll());
    if (changed_ms !== null) this.#onTold?.(performance.now() - changed_ms);
  }

  /** One span for each change, however many are told of it. */
  async #tellTraced(): Promise<void> {
    const causes = this.#causes;
    this.#causes = [];
    const attributes = { 'seatwire.version': this.#topic.version, 'seatwire.subscribers': this.#members.size };
    await inSpans('deliver', { causes, attributes }, () => this.#tellAll());
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

  /** Shared by all who ask before it has been read, or afterwards while the topic stays at its version. */
  #stepFrom(from: Position): Promise<Step> {
    const key = `${from.had} ${from.seen}`;
    const known = this.#waitingSteps.get(key) ?? (this.#isAtVersion ? this.#steps.get(key) : undefined);
    if (known) return known;
    const { promise, resolve } = Promise.withResolvers<Step>();
    this.#waitingSteps.set(key, promise);
    resolve(this.#makeStep(from, key, promise));
    promise.catch(() => this.#steps.get(key) === promise && this.#steps.delete(key));
    return promise;
  }

  get #isAtVersion(): boolean {
    return this.#stepsTo === this.#topic.version;
  }

  async #makeStep(from: Position, key: string, step: Promise<Step>): Promise<Step> {
    // Read only when its turn comes, so that changes which come while it waits are included.
    const { event, seen } = await this.#turns.run(this.priority, () => {
      this.#waitingSteps.delete(key);
      if (!this.isThere) throw new Error('All members have left.');
      this.#keepStep(key, step);
      return this.#topic.read(from);
    });
    if (!event) return { message: null, next: { had: from.had, seen } };
    const message = await this.#messageOf(event, from.had === null);
    return { message, next: { had: event.version, seen } };
  }

  #keepStep(key: string, step: Promise<Step>): void {
    if (!this.#isAtVersion || this.#steps.size >= MAX_KEPT_STEPS) {
      this.#steps.clear();
      this.#giveUpMessages();
      this.#stepsTo = this.#topic.version;
    }
    this.#steps.set(key, step);
  }

  /** All but the latest of those that are wanted again. */
  #giveUpMessages(): void {
    const last = [...this.#messages].findLast(([, { isWantedAgain }]) => isWantedAgain)?.[0];
    for (const [event, { giveUp }] of this.#messages) if (event !== last) giveUp();
  }

  #messageOf(event: Event, isForNewcomers: boolean): Promise<SharedMessage> {
    const known = this.#messages.get(event);
    if (known) {
      known.isWantedAgain = true;
      return known.message;
    }
    const message = this.#render(event, this);
    let release: (() => void) | null = null;
    const giveUp = () => {
      this.#messages.delete(event);
      release?.();
    };
    this.#messages.set(event, { message, isWantedAgain: isForNewcomers, giveUp });
    message.then(({ bytes }) => {
      if (!this.#messages.has(event)) return;
      release = this.#kept.keep(bytes, () => {
        giveUp();
        // They hold on to their messages.
        this.#steps.clear();
      });
    }, giveUp);
    return message;
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
