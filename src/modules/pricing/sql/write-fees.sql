-- Makes these the fees of a show, in their order, in place of those that it had. The caller has locked the show's row.
-- $1 show, $2 to $7 id, name, basis, amount, percent and tax rate of each. Locks: the rows that it adds and deletes. Returns nothing.
WITH gone AS (
  DELETE FROM fees WHERE show_id = $1
)
INSERT INTO fees (id, show_id, name, basis, amount, percent, tax_rate, position)
SELECT fee.id, $1, fee.name, fee.basis::fee_basis, fee.amount, fee.percent, fee.tax_rate, fee.ordinality - 1
  FROM unnest($2::text[], $3::text[], $4::text[], $5::int8[], $6::int4[], $7::int4[])
       WITH ORDINALITY AS fee (id, name, basis, amount, percent, tax_rate)
