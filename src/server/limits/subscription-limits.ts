import { type DocumentNode, GraphQLError } from 'graphql';

/** Bounds of what runs for subscriptions, in units: see `Execution`. */
export interface SubscriptionLimitSettings {
  /** Of one WebSocket, or event stream. */
  maxPerSocket: number;
  /** Of one caller: who a token is of, or without one the address. */
  maxPerCaller: number;
  /** Of this node. */
  maxOfNode: number;
}

/** Which bound a subscription was refused for, as it is counted. */
export type SubscriptionRefusal = 'socket' | 'caller' | 'node';

const FIELDS_OF_A_UNIT = 50;
const DOCUMENT_CHARS_OF_A_UNIT = 2_000;

/**
 * What is executed at a change, for one subscription or once for all that share it. It counts as one unit; with more than 50
 * fields, or a document of more than 2,000 characters, as one for each 50 or 2,000 of them.
 */
export class Execution {
  readonly units: number;
  /** Its subscriptions by their callers; empty when none is admitted. */
  readonly followers = new Map<string, number>();

  /** `fields` is what is executed for one event with one of everything. */
  constructor(document: DocumentNode, fields: number) {
    const chars = document.loc?.source.body.length ?? 0;
    this.units = Math.ceil(Math.max(1, fields / FIELDS_OF_A_UNIT, chars / DOCUMENT_CHARS_OF_A_UNIT));
  }
}

/** Executions of one socket's subscriptions, those that several of them share several times. */
export type ExecutionsOfSocket = Execution[];

export interface SubscriptionOwner {
  /** Whom the subscription is counted for. */
  caller: string;
  /** Of the WebSocket, or of the event stream, which has only one. */
  ofSocket: ExecutionsOfSocket;
}

export interface SubscriptionLimitOptions {
  settings: SubscriptionLimitSettings;
  /** Told of each subscription that was refused. */
  onRefused(reason: SubscriptionRefusal): void;
}

/**
 * Bounds how much is executed at each change. Subscriptions that share an execution count once for their caller, and once
 * for the node, however many there are.
 */
export class SubscriptionLimits {
  readonly #settings: SubscriptionLimitSettings;
  readonly #onRefused: (reason: SubscriptionRefusal) => void;
  readonly #ofCallers = new Map<string, number>();
  #ofNode = 0;

  constructor({ settings, onRefused }: SubscriptionLimitOptions) {
    this.#settings = settings;
    this.#onRefused = onRefused;
  }

  /** What runs on this node, in units. */
  get units(): number {
    return this.#ofNode;
  }

  /** Null when the subscription may run: `release` it once then. Else the error to refuse it with. */
  admit(execution: Execution, { caller, ofSocket }: SubscriptionOwner): GraphQLError | null {
    const reason = this.#refusalOf(execution, caller, ofSocket);
    if (reason) {
      this.#onRefused(reason);
      return refusal(reason);
    }
    const { followers, units } = execution;
    if (followers.size === 0) this.#ofNode += units;
    const before = followers.get(caller) ?? 0;
    if (before === 0) this.#ofCallers.set(caller, this.#unitsOf(caller) + units);
    followers.set(caller, before + 1);
    ofSocket.push(execution);
    return null;
  }

  /** The subscription has ended. */
  release(execution: Execution, { caller, ofSocket }: SubscriptionOwner): void {
    ofSocket.splice(ofSocket.indexOf(execution), 1);
    const { followers, units } = execution;
    const left = (followers.get(caller) ?? 0) - 1;
    if (left > 0) {
      followers.set(caller, left);
      return;
    }
    followers.delete(caller);
    const unitsLeft = this.#unitsOf(caller) - units;
    if (unitsLeft > 0) this.#ofCallers.set(caller, unitsLeft);
    else this.#ofCallers.delete(caller);
    if (followers.size === 0) this.#ofNode -= units;
  }

  #refusalOf(execution: Execution, caller: string, ofSocket: ExecutionsOfSocket): SubscriptionRefusal | null {
    const { maxPerSocket, maxPerCaller, maxOfNode } = this.#settings;
    const { followers, units } = execution;
    const onSocket = new Set(ofSocket);
    if (!onSocket.has(execution)) {
      const sum = [...onSocket].reduce((total, other) => total + other.units, units);
      if (sum > maxPerSocket) return 'socket';
    }
    if (!followers.has(caller) && this.#unitsOf(caller) + units > maxPerCaller) return 'caller';
    if (followers.size === 0 && this.#ofNode + units > maxOfNode) return 'node';
    return null;
  }

  #unitsOf(caller: string): number {
    return this.#ofCallers.get(caller) ?? 0;
  }
}

const MESSAGES: Record<SubscriptionRefusal, string> = {
  socket: 'Too many different subscriptions on this socket: end some of them, or select fewer fields.',
  caller: 'You have too many different subscriptions: end some of them, or select fewer fields.',
  node: 'There are too many different subscriptions here. Try again later.',
};

function refusal(reason: SubscriptionRefusal): GraphQLError {
  return new GraphQLError(MESSAGES[reason], { extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } });
}

/** Whom subscriptions are counted for: a token's person wherever it comes from, else the address. */
export function callerKey(principal: { id: string } | null, address: string | null): string {
  return principal ? `caller ${principal.id}` : `address ${address ?? ''}`;
}
