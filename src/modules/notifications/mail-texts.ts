import type { Language } from '../../shared/text/language.ts';

/**
 * Every sentence that customers are written, in each language: a German one that is missing does not compile, and a test
 * compares their placeholders.
 */
export const MAIL_TEXTS = {
  hello: { en: 'Hello,', de: 'Guten Tag,' },
  helloName: { en: 'Hello {name},', de: 'Guten Tag {name},' },
  show: { en: 'Show', de: 'Veranstaltung' },
  when: { en: 'When', de: 'Wann' },
  where: { en: 'Where', de: 'Wo' },
  booking: { en: 'Booking', de: 'Buchung' },
  total: { en: 'Total', de: 'Summe' },
  paid: { en: 'Paid', de: 'Bezahlt' },
  includedTax: { en: 'Includes {rate} tax: {amount}', de: 'Darin {rate} Steuer: {amount}' },
  refunded: { en: 'Refunded', de: 'Erstattet' },
  accessible: { en: '{tier}, accessible', de: '{tier}, Rollstuhlplatz' },
  qrCode: { en: 'QR code {code}', de: 'QR-Code {code}' },
  ticketCode: { en: 'Ticket code: {code}', de: 'Ticketcode: {code}' },
  closing: {
    en: 'Please keep the booking reference {reference} at hand when you write to us.',
    de: 'Bitte halten Sie die Buchungsnummer {reference} bereit, wenn Sie uns schreiben.',
  },

  bookingPage: { en: 'See your booking', de: 'Ihre Buchung ansehen' },
  officePage: { en: 'See to it on the organisers’ page', de: 'Auf der Seite für Veranstalter ansehen' },
  officeClosing: {
    en: 'This mail goes to the box office (OFFICE_EMAIL). The customer was not written to.',
    de: 'Diese E-Mail geht an die Kasse (OFFICE_EMAIL). Der Kunde wurde nicht angeschrieben.',
  },

  orderSubject: { en: 'Your order for {title}', de: 'Ihre Bestellung für {title}' },
  orderHeading: { en: 'We have your order', de: 'Ihre Bestellung ist da' },
  orderUnpaid: {
    en: 'We hold these seats for you until {deadline}. Your tickets come by mail as soon as you have paid.',
    de: 'Wir halten diese Plätze für Sie bis {deadline}. Ihre Tickets kommen per E-Mail, sobald Sie bezahlt haben.',
  },
  orderUnpaidSeat: {
    en: 'We hold this seat for you until {deadline}. Your ticket comes by mail as soon as you have paid.',
    de: 'Wir halten diesen Platz für Sie bis {deadline}. Ihr Ticket kommt per E-Mail, sobald Sie bezahlt haben.',
  },
  orderUnderWay: {
    en: 'Your payment is on its way, and we hold what you ordered until it is decided. Your tickets come by mail as soon as the money is there.',
    de: 'Ihre Zahlung ist unterwegs; bis sie entschieden ist, halten wir Ihre Bestellung für Sie. Ihre Tickets kommen per E-Mail, sobald das Geld da ist.',
  },
  orderPaid: {
    en: 'It is paid: your tickets come in a mail of their own.',
    de: 'Sie ist bezahlt: Ihre Tickets kommen in einer eigenen E-Mail.',
  },
  orderEnded: {
    en: 'It has ended in the meantime; another mail tells you more.',
    de: 'Sie ist inzwischen beendet; mehr dazu steht in einer weiteren E-Mail.',
  },

  ticketSubject: { en: 'Your ticket for {title}', de: 'Ihr Ticket für {title}' },
  ticketsSubject: { en: 'Your tickets for {title}', de: 'Ihre Tickets für {title}' },
  ticketHeading: { en: 'Here is your ticket', de: 'Hier ist Ihr Ticket' },
  ticketsHeading: { en: 'Here are your tickets', de: 'Hier sind Ihre Tickets' },
  ticketBody: {
    en: 'Thank you for your payment. Show one code for each seat at the door, on your phone or on paper.',
    de: 'Vielen Dank für Ihre Zahlung. Zeigen Sie am Einlass für jeden Platz einen Code, auf dem Telefon oder auf Papier.',
  },
  ticketFreeBody: {
    en: 'There is nothing to pay. Show one code for each seat at the door, on your phone or on paper.',
    de: 'Es ist nichts zu bezahlen. Zeigen Sie am Einlass für jeden Platz einen Code, auf dem Telefon oder auf Papier.',
  },
  ticketAgainSubject: { en: 'Once more: your ticket for {title}', de: 'Noch einmal: Ihr Ticket für {title}' },
  ticketsAgainSubject: { en: 'Once more: your tickets for {title}', de: 'Noch einmal: Ihre Tickets für {title}' },
  ticketAgainHeading: { en: 'Here is your ticket once more', de: 'Hier ist Ihr Ticket noch einmal' },
  ticketsAgainHeading: { en: 'Here are your tickets once more', de: 'Hier sind Ihre Tickets noch einmal' },
  ticketsAgainBody: {
    en: 'We send them again as they are now. Codes that an earlier mail has, too, are the same: each lets one person in, once.',
    de: 'Wir schicken sie noch einmal, so wie sie jetzt sind. Codes, die auch in einer früheren E-Mail stehen, sind dieselben: Jeder gilt einmal, für eine Person.',
  },
  ticketCalendar: {
    en: 'The attached calendar file puts the show into your calendar.',
    de: 'Die angehängte Kalenderdatei trägt die Veranstaltung in Ihren Kalender ein.',
  },

  cancellationSubject: {
    en: 'Your booking for {title} was cancelled',
    de: 'Ihre Buchung für {title} wurde storniert',
  },
  cancellationHeading: { en: 'Your booking was cancelled', de: 'Ihre Buchung wurde storniert' },
  cancellationReason: { en: 'Reason: {reason}', de: 'Grund: {reason}' },
  cancellationPaid: {
    en: 'The tickets that we sent you are no longer good. We write again when your money has been sent back.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr. Wir schreiben wieder, wenn Ihr Geld zurückgeschickt ist.',
  },
  cancellationHeld: {
    en: 'As your bank looks into a payment of this booking, its money goes back to you only once the bank has decided.',
    de: 'Weil Ihre Bank eine Zahlung dieser Buchung prüft, geht deren Geld erst an Sie zurück, wenn die Bank entschieden hat.',
  },
  cancellationPaidAtDoor: {
    en: 'The tickets that you were given are no longer good. You get your money back at the box office.',
    de: 'Die Tickets, die Sie erhalten haben, gelten nicht mehr. Ihr Geld erhalten Sie an der Kasse zurück.',
  },
  cancellationByRules: {
    en: 'The tickets that we sent you are no longer good. Of what you paid, {refund} goes back to you now; {kept} is kept, as the show says for cancellations. We write again when the money has been sent back.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr. Von dem, was Sie bezahlt haben, geht jetzt {refund} an Sie zurück; {kept} wird einbehalten, wie es für Stornierungen dieser Veranstaltung gilt. Wir schreiben wieder, wenn das Geld zurückgeschickt ist.',
  },
  cancellationByRulesAtDoor: {
    en: 'The tickets that you were given are no longer good. You get {refund} back at the box office; {kept} is kept, as the show says for cancellations.',
    de: 'Die Tickets, die Sie erhalten haben, gelten nicht mehr. An der Kasse erhalten Sie {refund} zurück; {kept} wird einbehalten, wie es für Stornierungen dieser Veranstaltung gilt.',
  },
  cancellationEarlier: {
    en: 'This is besides {earlier} that had been given back before, or was on its way already.',
    de: 'Hinzu kommen {earlier}, die schon vorher zurückgingen oder unterwegs waren.',
  },
  cancellationAllKept: {
    en: 'The tickets that we sent you are no longer good. Nothing of what you paid goes back, as the show says for cancellations: {kept} is kept.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr. Von dem, was Sie bezahlt haben, geht nichts zurück, wie es für Stornierungen dieser Veranstaltung gilt: {kept} wird einbehalten.',
  },
  cancellationFree: {
    en: 'The tickets that we sent you are no longer good.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr.',
  },
  cancellationUnpaid: {
    en: 'Nothing has been paid for it; a payment that still comes in is sent back.',
    de: 'Sie war nicht bezahlt; eine Zahlung, die noch eingeht, schicken wir zurück.',
  },
  showCancelledSubject: { en: '{title} is cancelled', de: '{title} ist abgesagt' },
  showCancelledHeading: { en: 'The show is cancelled', de: 'Die Veranstaltung ist abgesagt' },
  showCancelledBody: {
    en: 'It does not take place, and your booking has ended with it.',
    de: 'Sie findet nicht statt, und Ihre Buchung ist damit beendet.',
  },
  showCancelledWithoutFees: {
    en: 'The tickets that we sent you are no longer good. We send back what you paid for them, without fees, and write again when that is done.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr. Wir schicken zurück, was Sie dafür bezahlt haben, ohne Gebühren, und schreiben wieder, wenn das geschehen ist.',
  },
  showCancelledNoRefund: {
    en: 'The tickets that we sent you are no longer good. What you paid is not sent back; please write to us if you have a question about it.',
    de: 'Die Tickets, die wir Ihnen geschickt haben, gelten nicht mehr. Was Sie bezahlt haben, wird nicht zurückgeschickt; bitte schreiben Sie uns, wenn Sie dazu eine Frage haben.',
  },

  changeSubject: { en: 'Your booking for {title} was changed', de: 'Ihre Buchung für {title} wurde geändert' },
  changeHeading: { en: 'Your booking was changed', de: 'Ihre Buchung wurde geändert' },
  changeTicketBody: {
    en: 'This is the ticket that is good from now on. Tickets that we sent you before and that are not listed here are no longer good.',
    de: 'Dieses Ticket gilt von jetzt an. Tickets, die wir Ihnen früher geschickt haben und die hier nicht stehen, gelten nicht mehr.',
  },
  changeTicketsBody: {
    en: 'These are the tickets that are good from now on. Tickets that we sent you before and that are not listed here are no longer good.',
    de: 'Diese Tickets gelten von jetzt an. Tickets, die wir Ihnen früher geschickt haben und die hier nicht stehen, gelten nicht mehr.',
  },
  changeMoney: {
    en: 'If money goes back to you, we write again when it has been sent.',
    de: 'Wenn Sie Geld zurückbekommen, schreiben wir wieder, sobald es zurückgeschickt ist.',
  },
  changePaid: { en: 'Cost from now on', de: 'Preis von jetzt an' },

  expirySubject: { en: 'Your order for {title} has expired', de: 'Ihre Bestellung für {title} ist abgelaufen' },
  expiryHeading: { en: 'Your order has expired', de: 'Ihre Bestellung ist abgelaufen' },
  expiryBody: {
    en: 'We did not receive a payment in time, so the seats are on sale again. A payment that still comes in is sent back.',
    de: 'Wir haben nicht rechtzeitig eine Zahlung erhalten, darum sind die Plätze wieder im Verkauf. Eine Zahlung, die noch eingeht, schicken wir zurück.',
  },

  expirySeatBody: {
    en: 'We did not receive a payment in time, so the seat is on sale again. A payment that still comes in is sent back.',
    de: 'Wir haben nicht rechtzeitig eine Zahlung erhalten, darum ist der Platz wieder im Verkauf. Eine Zahlung, die noch eingeht, schicken wir zurück.',
  },

  refundSubject: { en: 'Your refund for {title}', de: 'Ihre Erstattung für {title}' },
  refundHeading: { en: 'Your money is on its way back', de: 'Ihr Geld ist auf dem Weg zu Ihnen' },
  refundBody: {
    en: 'We have sent the whole amount back the way it came. Your bank may take a few days to show it.',
    de: 'Wir haben den ganzen Betrag auf demselben Weg zurückgeschickt. Bei Ihrer Bank kann es einige Tage dauern, bis er erscheint.',
  },
  refundByHand: {
    en: 'What you paid at the box office is given back to you there, by hand: the whole amount.',
    de: 'Was Sie an der Kasse bezahlt haben, wird Ihnen dort zurückgegeben: der ganze Betrag.',
  },
  refundRestBody: {
    en: 'We have sent the rest back the way it came: with what was sent back before, all that you paid, {amount}. Your bank may take a few days to show it.',
    de: 'Wir haben den Rest auf demselben Weg zurückgeschickt: mit dem, was vorher zurückging, alles, was Sie bezahlt haben, {amount}. Bei Ihrer Bank kann es einige Tage dauern, bis er erscheint.',
  },
  refundRestByHand: {
    en: 'The rest of what you paid at the box office is given back to you there, by hand: with what was given back before, all of it, {amount}.',
    de: 'Der Rest dessen, was Sie an der Kasse bezahlt haben, wird Ihnen dort zurückgegeben: mit dem, was vorher zurückging, der ganze Betrag, {amount}.',
  },
  refundLateBody: {
    en: 'Your payment reached us after your order had ended, so we have sent the whole amount back the way it came. Your bank may take a few days to show it.',
    de: 'Ihre Zahlung kam an, als Ihre Bestellung schon beendet war, darum haben wir den ganzen Betrag auf demselben Weg zurückgeschickt. Bei Ihrer Bank kann es einige Tage dauern, bis er erscheint.',
  },

  partialRefundSubject: { en: 'A refund for {title}', de: 'Eine Erstattung für {title}' },
  partialRefundHeading: { en: 'Money is on its way back to you', de: 'Geld ist auf dem Weg zu Ihnen' },
  partialRefundBody: {
    en: 'Of {paid} that you paid for this booking we have sent back {amount} so far, the way it came. Your bank may take a few days to show it.',
    de: 'Von {paid}, die Sie für diese Buchung bezahlt haben, haben wir bisher {amount} auf demselben Weg zurückgeschickt. Bei Ihrer Bank kann es einige Tage dauern, bis es erscheint.',
  },
  partialRefundByHand: {
    en: 'Of {paid} that you paid for this booking {amount} is given back to you so far, by hand, at the box office.',
    de: 'Von {paid}, die Sie für diese Buchung bezahlt haben, werden Ihnen bisher {amount} an der Kasse zurückgegeben.',
  },
  partialRefundMore: {
    en: 'Another {amount} is on its way back; we write again when it has been sent.',
    de: 'Weitere {amount} gehen noch zurück; wir schreiben wieder, wenn sie zurückgeschickt sind.',
  },
  partialRefundTickets: {
    en: 'Your booking stands, and your tickets are good as before.',
    de: 'Ihre Buchung bleibt bestehen, und Ihre Tickets gelten weiter.',
  },
  partialRefundRulesKept: {
    en: '{kept} is kept, as the show says for cancellations.',
    de: '{kept} werden einbehalten, wie es für Stornierungen dieser Veranstaltung gilt.',
  },
  partialRefundFeesKept: {
    en: 'That is what you paid for your tickets; fees are not refunded.',
    de: 'Das ist, was Sie für Ihre Tickets bezahlt haben; Gebühren werden nicht erstattet.',
  },

  lateChangeSubject: { en: 'Not exchanged: {title}', de: 'Nicht umgetauscht: {title}' },
  lateChangeHeading: {
    en: 'Your payment came too late for the exchange',
    de: 'Ihre Zahlung kam zu spät für den Umtausch',
  },
  lateChangeBody: {
    en: 'When it reached us, the seat was not held for you any more, or your booking had changed. So we have sent all of that payment back the way it came. Your bank may take a few days to show it.',
    de: 'Als sie ankam, war der Platz nicht mehr für Sie reserviert, oder Ihre Buchung hatte sich geändert. Darum haben wir diese Zahlung ganz auf demselben Weg zurückgeschickt. Bei Ihrer Bank kann es einige Tage dauern, bis sie erscheint.',
  },

  customerChangedSubject: {
    en: 'Your details were corrected: {title}',
    de: 'Ihre Angaben wurden berichtigt: {title}',
  },
  customerChangedHeading: { en: 'We have corrected your details', de: 'Wir haben Ihre Angaben berichtigt' },
  customerChangedBody: {
    en: 'The name, the address or the language of your booking was corrected. From now on we write to you here.',
    de: 'Name, Adresse oder Sprache Ihrer Buchung wurden berichtigt. Ab jetzt schreiben wir Ihnen hierher.',
  },
  customerChangedTickets: {
    en: 'Your tickets are good as before.',
    de: 'Ihre Tickets gelten weiter.',
  },

  rescheduledSubject: { en: 'New time: {title}', de: 'Neue Zeit: {title}' },
  rescheduledHeading: { en: 'The show begins at another time', de: 'Die Veranstaltung beginnt zu einer anderen Zeit' },
  rescheduledBody: { en: 'New time: {time}.', de: 'Neue Zeit: {time}.' },
  rescheduledTicket: {
    en: 'Your ticket is good for the new time as it is. The attached file changes the entry in your calendar.',
    de: 'Ihr Ticket gilt für die neue Zeit, so wie es ist. Die angehängte Datei ändert den Eintrag in Ihrem Kalender.',
  },
  rescheduledTickets: {
    en: 'Your tickets are good for the new time as they are. The attached file changes the entry in your calendar.',
    de: 'Ihre Tickets gelten für die neue Zeit, so wie sie sind. Die angehängte Datei ändert den Eintrag in Ihrem Kalender.',
  },

  refundHeldSubject: { en: 'A refund waits for the bank: {title}', de: 'Eine Erstattung wartet auf die Bank: {title}' },
  refundHeldHeading: { en: 'A refund waits for the bank', de: 'Eine Erstattung wartet auf die Bank' },
  refundHeldBody: {
    en: 'The buyer has the bank contest the payment, and the bank may give them the money by itself: the payment provider was not asked for the refund. Wait until the bank has decided. If the money stays with you, have the refund tried again; given back before, it may be paid twice.',
    de: 'Der Käufer beanstandet die Zahlung bei der Bank, und die gibt ihm das Geld vielleicht selbst: Der Zahlungsanbieter wurde um die Erstattung nicht gebeten. Warten Sie, bis die Bank entschieden hat. Bleibt das Geld bei Ihnen, lassen Sie die Erstattung noch einmal versuchen; vorher zurückgegeben, wird es vielleicht zweimal bezahlt.',
  },
  refundFailedSubject: { en: 'A refund failed: {title}', de: 'Eine Erstattung ist fehlgeschlagen: {title}' },
  refundFailedHeading: { en: 'A refund failed', de: 'Eine Erstattung ist fehlgeschlagen' },
  refundFailedBody: {
    en: 'The payment provider did not make a refund of this booking, or the money came back. Have it tried again, or give the money back in another way.',
    de: 'Der Zahlungsanbieter hat eine Erstattung dieser Buchung nicht ausgeführt, oder das Geld kam zurück. Lassen Sie sie noch einmal versuchen, oder geben Sie das Geld auf anderem Weg zurück.',
  },

  disputeSubject: { en: 'A payment is contested: {title}', de: 'Eine Zahlung wird bestritten: {title}' },
  disputeHeading: { en: 'A buyer contests a payment', de: 'Ein Käufer bestreitet eine Zahlung' },
  disputeBody: {
    en: 'The buyer has the bank contest a payment of this booking, or there is news of that. It is answered in the payment provider’s dashboard, by a deadline that it names.',
    de: 'Der Käufer lässt eine Zahlung dieser Buchung von der Bank prüfen, oder es gibt dazu Neues. Geantwortet wird beim Zahlungsanbieter, bis zu der Frist, die dort steht.',
  },

  smsConfirmed: {
    en: '{title}, {time}: your booking {reference} is confirmed ({seats}). The tickets are in your mail.',
    de: '{title}, {time}: Ihre Buchung {reference} ist bestätigt ({seats}). Die Tickets sind in Ihrer E-Mail.',
  },
  smsMoreSeats: { en: '{count} more seats', de: '{count} weitere Plätze' },
} as const satisfies Record<string, Record<Language, string>>;

export type MailTextKey = keyof typeof MAIL_TEXTS;

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;

/** What a text needs to be complete: a value for each of its placeholders. */
export type MailTextValues<Key extends MailTextKey> = Record<Placeholders<(typeof MAIL_TEXTS)[Key]['en']>, string>;

type ValuesArgument<Key extends MailTextKey> = keyof MailTextValues<Key> extends never
  ? []
  : [values: MailTextValues<Key>];

/** Says the texts of one language. */
export type Say = <Key extends MailTextKey>(key: Key, ...values: ValuesArgument<Key>) => string;

export function sayIn(language: Language): Say {
  return (key, ...[values]) => {
    const known: Readonly<Record<string, string>> = values ?? {};
    // In one pass: braces in what people typed are no placeholders.
    return MAIL_TEXTS[key][language].replaceAll(/\{(\w+)\}/g, (placeholder, name) => known[name] ?? placeholder);
  };
}
