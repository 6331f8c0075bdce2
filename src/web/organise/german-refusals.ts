/** Why an organiser is refused, by the refusal's type: the server's own words are English. */
export const GERMAN_REFUSALS: Readonly<Record<string, string>> = {
  IdempotencyConflictError:
    'Dieselbe Anfrage ist schon mit anderem Inhalt gestellt worden. Bitte noch einmal versuchen.',
  IllegalStateError: 'Beim jetzigen Stand der Veranstaltung geht das nicht.',
  InvalidInputError: 'Eine Angabe wird so nicht angenommen.',
  LimitExceededError: 'Mehr sind es davon nicht: Die Grenze ist erreicht.',
  BookingNotCancellableError: 'Diese Bestellung ist schon beendet.',
  NotFoundError: 'Das gibt es nicht mehr, oder es gehört einem anderen Veranstalter.',
  NotificationNotResendableError: 'Diese Nachricht ist nicht aufgegeben worden, oder niemand braucht sie mehr.',
  RefundNotPossibleError: 'So viel ist von der Zahlung dieser Buchung nicht mehr übrig.',
  SeatsUnavailableError: 'Plätze sind nicht mehr frei.',
  ShowNotOnSaleError: 'Diese Veranstaltung wird nicht verkauft.',
  ServiceUnavailableError: 'Ein Teil der Kasse antwortet gerade nicht. Bitte gleich noch einmal versuchen.',
};

/** Where one type of refusal has several causes, by a part of what the server says of it. */
export const GERMAN_REASONS: Readonly<Record<string, string>> = {
  'Prices can change in a draft, and while sales are paused.':
    'Preise lassen sich nur in einem Entwurf ändern, oder solange der Verkauf ruht. Unterbrechen Sie erst den Verkauf.',
  'Seats are held at the present prices.':
    'Zu den jetzigen Preisen sind noch Plätze reserviert. Versuchen Sie es noch einmal, wenn niemand mehr welche hält.',
  'Sales of the show are over: its prices stay as they were.':
    'Der Verkauf ist vorbei: Die Preise bleiben, wie sie waren.',
  'that ticket type has to stay.': 'Eine Ticketart, von der Tickets gebucht sind, muss bleiben.',
  'The show was paused or changed a moment ago':
    'Die Veranstaltung wurde gerade erst unterbrochen oder geändert. Bitte in zwei Sekunden noch einmal versuchen.',
  'The show is being changed by someone else.':
    'Gerade ändert jemand anderes die Veranstaltung. Bitte gleich noch einmal versuchen.',
  'nothing would be sold.':
    'Zu diesen Zeiten würde nichts verkauft. Setzen Sie zuerst ein späteres Ende des Verkaufs, oder berichtigen Sie den Beginn.',
  'A show that is CANCELLED': 'Die Veranstaltung ist abgesagt: An ihr ändert sich nichts mehr.',
};
