import type { PdfBlock, PdfDocument, TableRow } from '../../platform/pdf/pdf-document.ts';
import { isPaidAtDoor } from '../../shared/money/door-providers.ts';
import { languageOf } from '../../shared/text/language.ts';
import type { BookingDetails } from '../notifications/booking-details.ts';
import { formatTime, singleLine } from '../notifications/format.ts';
import { type Letter, writeLetter } from '../notifications/letter.ts';
import { chargeName, includedTaxes } from '../notifications/money-words.ts';
import { formatMoney } from '../pricing/money.ts';
import { type DocumentText, documentTexts } from './document-texts.ts';
import type { MoneyMove, ReceiptMoney } from './receipt-money.ts';

/** Who sells, as the settings say; null: they say nothing, and the venue's name stands in. */
export interface Seller {
  name: string | null;
  address: string | null;
  taxId: string | null;
}

type Say = (text: DocumentText) => string;

/** What was bought, what of it is tax, what was paid and what went back since: as the booking is now, in its customer's language. */
export function receipt(booking: BookingDetails, money: ReceiptMoney, seller: Seller): PdfDocument {
  const say = documentTexts(languageOf(booking.locale));
  const { reference } = booking;
  const letter = writeLetter('order', booking);
  const isOver = booking.status !== 'CONFIRMED';
  const asOf = `${say('asOf')} ${formatTime(booking.updatedAt, booking.venue.timezone, booking.locale)}.`;
  return {
    locale: booking.locale,
    title: `${say('receipt')} ${reference}`,
    author: sellerName(booking, seller),
    madeAt: booking.updatedAt,
    blocks: [
      { kind: 'heading', text: say('receipt') },
      facts(say, booking, { seller, letter }),
      { kind: 'table', rows: [...bought(letter), ...moved(say, booking, money)] },
      ...(isOver ? [text(say('cancelled'))] : []),
      ...(money.refunded.length > 0 && booking.taxes.length > 0 ? [text(say('taxesOfSale'))] : []),
      text(asOf),
    ],
  };
}

function text(value: string): PdfBlock {
  return { kind: 'text', text: value, tone: 'soft' };
}

function sellerName({ venue }: BookingDetails, { name }: Seller): string {
  return singleLine(name ?? `${venue.name}, ${venue.city}`);
}

function facts(
  say: Say,
  booking: BookingDetails,
  { seller, letter }: { seller: Seller; letter: Pick<Letter, 'facts'> },
): PdfBlock {
  const customer = singleLine(booking.customerName);
  const rows: { label: string; value: string }[] = [
    { label: say('number'), value: booking.reference },
    { label: say('seller'), value: sellerName(booking, seller) },
    ...(seller.address === null ? [] : [{ label: '', value: singleLine(seller.address) }]),
    ...(seller.taxId === null ? [] : [{ label: say('taxId'), value: singleLine(seller.taxId) }]),
    ...(customer === '' ? [] : [{ label: say('customer'), value: customer }]),
    // The reference is the receipt's number.
    ...letter.facts.filter(({ value }) => value !== booking.reference),
  ];
  return { kind: 'facts', rows };
}

function bought({ seats, charges, total, taxes }: Letter): TableRow[] {
  return [
    ...seats.map(({ name, note, price }): TableRow => ({ name, note, amount: price, tone: 'ink' })),
    ...charges.map(({ name, price }): TableRow => ({ name, note: null, amount: price, tone: 'ink' })),
    { name: total.label, note: null, amount: total.value, tone: 'total' },
    ...taxes.map(soft),
  ];
}

function moved(say: Say, booking: BookingDetails, { paid, refunded, refunding }: ReceiptMoney): TableRow[] {
  const { currency, locale, venue } = booking;
  const format = (amount: number) => formatMoney({ amount, currency }, locale);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: venue.timezone });
  const row = (name: string, { at }: MoneyMove, amount: number): TableRow => ({
    name,
    note: day.format(at),
    amount: format(amount),
    tone: 'ink',
  });
  if (paid.length === 0) return [{ name: say('nothingToPay'), note: null, amount: format(0), tone: 'ink' }];
  const sum = (moves: readonly MoneyMove[]) => moves.reduce((all, { amount }) => all + amount, 0);
  const rows = [
    ...paid.map((move) => row(say(paidBy(move)), move, move.amount)),
    ...refunded.map((move) =>
      row(say(isPaidAtDoor(move.provider) ? 'refundedByHand' : 'refunded'), move, -move.amount),
    ),
  ];
  if (refunded.length > 0) {
    rows.push({ name: say('kept'), note: null, amount: format(sum(paid) - sum(refunded)), tone: 'total' });
  }
  return [...rows, ...refunding.map((move) => row(say('refundPending'), move, move.amount)), ...keptRows(say, booking)];
}

/** What was kept as its buyer cancelled it, line by line, with their sum and the taxes in that. */
function keptRows(say: Say, booking: BookingDetails): TableRow[] {
  const { currency, locale, keptByRules } = booking;
  if (keptByRules === null || keptByRules.kept === 0) return [];
  const format = (amount: number) => formatMoney({ amount, currency }, locale);
  const { kept, lines, taxes } = keptByRules;
  const less = lines.reduce((sum, { total }) => sum + total, 0) - kept;
  const inked = (name: string, amount: number): TableRow => ({ name, note: null, amount: format(amount), tone: 'ink' });
  return [
    soft(say('keptByRules')),
    ...lines.map(({ description, quantity, total }) => inked(chargeName({ description, quantity }), total)),
    ...(less > 0 ? [inked(say('keptLess'), -less)] : []),
    { name: say('keptTotal'), note: null, amount: format(kept), tone: 'total' },
    ...includedTaxes(taxes, booking).map(soft),
  ];
}

function soft(name: string): TableRow {
  return { name, note: null, amount: '', tone: 'soft' };
}

function paidBy({ provider }: MoneyMove): DocumentText {
  if (provider === 'cash') return 'paidInCash';
  return provider === 'card_terminal' ? 'paidByTerminal' : 'paidOnline';
}
