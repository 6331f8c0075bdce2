-- Whether a code can be used now: neither ended nor outside of its time. Needs the row of codes as `code`.
code.ended_at IS NULL AND coalesce(code.valid_from <= now(), TRUE) AND coalesce(code.valid_until > now(), TRUE)
