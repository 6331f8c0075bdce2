-- $1 provider, $2 payments. Locks nothing. Returns those through the provider as parts/reconciled-payment.sql says.
/* include parts/reconciled-payment.sql */
 WHERE p.provider = $1 AND p.id = ANY ($2::text[])
