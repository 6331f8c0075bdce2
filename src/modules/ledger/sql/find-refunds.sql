-- $1 provider, $2 refunds, $3 payments, $4 the provider's own ids of refunds of these. Locks nothing. Returns id, paymentId, reference (of the booking),
-- providerReference, amount, currency and status of those through the provider that have either id.
/* include parts/reconciled-refund.sql */
 WHERE p.provider = $1 AND (r.id = ANY ($2::text[]) OR (r.payment_id = ANY ($3::text[]) AND r.provider_reference = ANY ($4::text[])))
