import type { LiveShow } from '../../../packages/client/src/seat-map.ts';
import type { Outcome, Refusal } from '../api/box-office-types.ts';
import { Unauthenticated } from '../api/graphql.ts';
import { CancelTerms } from './cancel-terms.ts';
import type { OrganisedShow, OrganiserOffice, SeatRules } from './organiser-office.ts';
import type { OrganiserRequests } from './organiser-requests.ts';
import { RuleEnd } from './rule-end.ts';

/** What an organiser can do with a show's sales. */
export type ShowAction = 'publish' | 'pause' | 'close' | 'cancel';

/** Those that can't be taken back are asked about first. */
export type FinalAction = Extract<ShowAction, 'close' | 'cancel'>;

const ACTIONS: Record<LiveShow['status'], readonly ShowAction[]> = {
  DRAFT: ['publish', 'cancel'],
  ON_SALE: ['pause', 'close', 'cancel'],
  PAUSED: ['publish', 'close', 'cancel'],
  CLOSED: ['cancel'],
  CANCELLED: [],
};

/** What an organiser says of the seats that a choice may leave. */
export type ChosenRules = Pick<SeatRules, 'orphanRule' | 'minimumRun'>;

/** The same with when it ends, as far as that is changed. */
export type ChangedRules = ChosenRules & Partial<Pick<SeatRules, 'endsAt'>>;

export interface ShowDeskDeps {
  showId: string;
  office: OrganiserOffice;
  requests: Pick<OrganiserRequests, 'request'>;
  /** As it is known now. */
  show(): OrganisedShow;
  /** The server's time, ms since 1970. */
  now(): number;
  onChange(): void;
  onRulesChanged(rules: ChangedRules): void;
  /** The token is not good any longer. */
  onSignedOut(): void;
}

/** A show's sales in the hands of its organiser: on sale, paused, over, cancelled. What comes of it is told live. */
export class ShowDesk {
  readonly #deps: ShowDeskDeps;
  isBusy = false;
  /** What is being asked about. */
  asked: FinalAction | null = null;
  refusal: Refusal | null = null;
  isUnreachable = false;
  /** What is chosen for the bookings while it is asked whether the show is to be cancelled. */
  readonly cancelTerms: CancelTerms;
  /** What was chosen of the rules and is not saved yet; of the others it is what they are. */
  #chosenRules: Partial<ChosenRules> = {};
  /** What was typed of the rules' end. */
  readonly ruleEnd: RuleEnd;

  constructor(deps: ShowDeskDeps) {
    this.#deps = deps;
    this.cancelTerms = new CancelTerms(deps);
    this.ruleEnd = new RuleEnd({ show: deps.show, now: deps.now });
  }

  get actions(): readonly ShowAction[] {
    return ACTIONS[this.#deps.show().status];
  }

  /** The rules as they are chosen. */
  get rules(): ChosenRules {
    const { orphanRule, minimumRun } = this.#deps.show().seatRules;
    return { orphanRule, minimumRun, ...this.#chosenRules };
  }

  chooseRules(change: Partial<ChosenRules>): void {
    this.#chosenRules = { ...this.#chosenRules, ...change };
    this.#deps.onChange();
  }

  typeRuleEnd(text: string): void {
    this.ruleEnd.type(text);
    this.#deps.onChange();
  }

  /** `isEndIncomplete`: the field of the end holds a part of a time only. */
  async changeRules({ isEndIncomplete = false } = {}): Promise<void> {
    const { office, showId, onChange, onRulesChanged } = this.#deps;
    // What is allowed anyway needs no end: its field is not there.
    const end = this.rules.orphanRule === 'OFF' ? {} : this.ruleEnd.read({ isIncomplete: isEndIncomplete });
    if (end === null) {
      onChange();
      return;
    }
    const rules = { ...this.rules, ...end };
    const isDone = await this.#send(() => office.changeSeatRules(showId, rules));
    if (!isDone) return;
    this.#chosenRules = {};
    this.ruleEnd.forget();
    onRulesChanged(rules);
    onChange();
  }

  ask(asked: FinalAction | null): void {
    this.asked = asked;
    if (asked === 'cancel') void this.cancelTerms.open();
    this.#deps.onChange();
  }

  async act(action: ShowAction): Promise<void> {
    const { office, showId } = this.#deps;
    const send = {
      publish: office.publishShow,
      pause: office.pauseShow,
      close: office.closeShow,
      cancel: (id: string) => office.cancelShow(id, this.cancelTerms.input),
    }[action];
    await this.#send(() => send(showId));
  }

  async #send(send: () => Promise<Outcome<null>>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.refusal = null;
    this.#deps.onChange();
    let isDone = false;
    try {
      const outcome = await send();
      this.isUnreachable = false;
      isDone = outcome.ok;
      if (!outcome.ok) this.refusal = outcome.refusal;
    } catch (error) {
      if (error instanceof Unauthenticated) this.#deps.onSignedOut();
      else this.isUnreachable = true;
    }
    this.isBusy = false;
    this.#deps.onChange();
    return isDone;
  }
}
