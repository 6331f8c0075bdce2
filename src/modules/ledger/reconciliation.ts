import type { Querier } from '../../platform/postgres/database.ts';
import type { ListedTime, ProviderPage } from '../payments/payment-provider.ts';
import {
  type Difference,
  disputeDifferences,
  ledgerDifferences,
  listedDisputeDifferences,
  listedPaymentDifferences,
  listedRefundDifferences,
  noAnswer,
  type Ours,
  paymentDifferences,
  refundDifferences,
} from './differences.ts';
import { type AskedProvider, patientProvider } from './patient-provider.ts';
import {
  type DisputeRow,
  eachOfOurs,
  findOurDisputes,
  findOurPayments,
  findOurRefunds,
  type PaymentRow,
  type RefundRow,
} from './reconciled-rows.ts';

export interface Counts {
  payments: number;
  refunds: number;
  disputes: number;
}

export interface Reconciliation {
  /** That we have of the time. */
  here: Counts;
  /** Of ours, that the provider has of the time. */
  there: Counts;
  /** That it has, and that are none of ours. */
  foreign: Counts;
  /** Of which the provider gave no list, with what it said: what only it knows can't be told. */
  unlisted: { what: keyof Counts; error: string }[];
  differences: Difference[];
}

/** So many are asked about at a time: providers answer some tens a second. */
const AT_ONCE = 10;

export interface ReconciliationDeps {
  database: Querier;
  provider: AskedProvider;
}

/**
 * Asks the provider about each payment, refund and dispute of a time, from its beginning up to before its end, and for all that it has of that
 * time itself, and holds the ledger against them. Changes nothing, and keeps nothing but the differences. What is on its way (PENDING on either
 * side) is one once the other side has decided it.
 */
export async function reconcile({ database, provider }: ReconciliationDeps, time: ListedTime): Promise<Reconciliation> {
  return await new Reconciler({ database, provider: patientProvider(provider) }, time).run();
}

class Reconciler {
  readonly #deps: ReconciliationDeps;
  readonly #time: ListedTime;
  /** What is looked at from both sides is found twice. */
  readonly #differences = new Map<string, Difference>();
  readonly #unlisted: Reconciliation['unlisted'] = [];
  readonly #there: Counts = { payments: 0, refunds: 0, disputes: 0 };
  readonly #foreign: Counts = { payments: 0, refunds: 0, disputes: 0 };

  constructor(deps: ReconciliationDeps, time: ListedTime) {
    this.#deps = deps;
    this.#time = time;
  }

  async run(): Promise<Reconciliation> {
    const here = {
      payments: await this.#eachOfOurs('payments', (row) => this.#lookAtPayment(row)),
      refunds: await this.#eachOfOurs('refunds', (row) => this.#lookAtRefund(row)),
      disputes: await this.#eachOfOurs('disputes', (row) => this.#lookAtDispute(row)),
    };
    const { database, provider } = this.#deps;
    await this.#eachListed('payments', provider.listPayments, async (listed) => {
      const ours = await findOurPayments(database, provider.name, listed);
      for (const one of listed) this.#add(listedPaymentDifferences(one, ours.get(one.paymentId)));
    });
    await this.#eachListed('refunds', provider.listRefunds, async (listed) => {
      const [ours, of] = [
        await findOurRefunds(database, provider.name, listed),
        await findOurPayments(database, provider.name, listed),
      ];
      for (const one of listed) {
        const refund = ours.get(one.reference) ?? (one.key ? ours.get(one.key.refundId) : undefined);
        this.#add(listedRefundDifferences(one, refund, of.get(one.paymentId)));
      }
    });
    await this.#eachListed('disputes', provider.listDisputes, async (listed) => {
      const [ours, of] = [
        await findOurDisputes(database, provider.name, listed),
        await findOurPayments(database, provider.name, listed),
      ];
      for (const one of listed) {
        this.#add(listedDisputeDifferences(one, ours.get(one.reference), of.get(one.paymentId)));
      }
    });
    const sorted = [...this.#differences].sort(([a], [b]) => (a < b ? -1 : 1));
    const differences = sorted.map(([, difference]) => difference);
    return { here, there: this.#there, foreign: this.#foreign, unlisted: this.#unlisted, differences };
  }

  async #eachOfOurs<Kind extends keyof Counts>(
    kind: Kind,
    look: Parameters<typeof eachOfOurs<Kind>>[3]['look'],
  ): Promise<number> {
    const { database, provider } = this.#deps;
    return await eachOfOurs(database, kind, { provider: provider.name, ...this.#time }, { atOnce: AT_ONCE, look });
  }

  /** All of ours that the provider has, page by page. */
  async #eachListed<Known extends { paymentId: string | null }>(
    what: keyof Counts,
    list: (time: ListedTime, after: string | null) => Promise<ProviderPage<Known>>,
    look: (listed: readonly Ours<Known>[]) => Promise<void>,
  ): Promise<void> {
    for (let after: string | null = null; ; ) {
      let page: ProviderPage<Known>;
      try {
        page = await list(this.#time, after);
      } catch (error) {
        this.#unlisted.push({ what, error: String(error) });
        return;
      }
      const ours = page.items.filter((one): one is Ours<Known> => one.paymentId !== null);
      this.#there[what] += ours.length;
      this.#foreign[what] += page.items.length - ours.length;
      if (ours.length > 0) await look(ours);
      if (page.next === null) return;
      after = page.next;
    }
  }

  async #lookAtPayment(payment: PaymentRow): Promise<void> {
    this.#add(ledgerDifferences(payment));
    const { id: paymentId, providerReference: reference } = payment;
    await this.#ask(payment, async () =>
      paymentDifferences(payment, await this.#deps.provider.lookup({ paymentId, reference })),
    );
  }

  async #lookAtRefund(refund: RefundRow): Promise<void> {
    const { providerReference, status } = refund;
    // The provider was not asked yet, or has not answered: nothing of it is known there by an id.
    if (providerReference === null && status !== 'SUCCEEDED') return;
    await this.#ask(refund, async () =>
      refundDifferences(
        refund,
        providerReference === null ? null : await this.#deps.provider.lookupRefund(providerReference),
      ),
    );
  }

  async #lookAtDispute(dispute: DisputeRow): Promise<void> {
    await this.#ask(dispute, async () =>
      disputeDifferences(dispute, await this.#deps.provider.lookupDispute(dispute.providerReference)),
    );
  }

  async #ask(row: PaymentRow | RefundRow | DisputeRow, ask: () => Promise<Difference[]>): Promise<void> {
    try {
      this.#add(await ask());
    } catch (error) {
      this.#add([noAnswer(row, error)]);
    }
  }

  #add(differences: readonly Difference[]): void {
    for (const difference of differences) {
      const { kind, id, providerReference } = difference;
      this.#differences.set(`${id ?? providerReference} ${kind} ${difference.here}`, difference);
    }
  }
}
