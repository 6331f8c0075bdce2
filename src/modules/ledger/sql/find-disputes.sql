-- $1 provider, $2 the provider's own ids of disputes. Locks nothing. Returns id, paymentId, reference (of the booking), providerReference, amount,
-- currency and status of those that are known.
/* include parts/reconciled-dispute.sql */
 WHERE p.provider = $1 AND d.provider_reference = ANY ($2::text[])
