-- $1 the provider's reference of a dispute. Locks nothing. Returns reviews: how often it was written down how it stands; 0: never.
SELECT coalesce(sum(reviews), 0)::int AS reviews FROM payment_disputes WHERE provider_reference = $1
