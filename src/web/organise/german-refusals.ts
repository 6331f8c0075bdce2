/** Why an organiser is refused, by the refusal's type: the server's own words are English. */
export const GERMAN_REFUSALS: Readonly<Record<string, string>> = {
  IdempotencyConflictError:
    'Dieselbe Anfrage ist schon mit anderem Inhalt gestellt worden. Bitte noch einmal versuchen.',
  IllegalStateError:
    'Beim jetzigen Stand der Veranstaltung geht das nicht. Was vorbei ist, geht nicht in den Verkauf; Preise ändern sich nur in einem Entwurf, oder in einer Pause, solange niemand Plätze reserviert hat, und Ticketarten mit gebuchten Tickets bleiben.',
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
