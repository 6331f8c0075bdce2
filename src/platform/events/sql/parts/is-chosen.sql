-- Of events that the log has refused: those that a command is about. $1 topics, $2 one event, or null: all of them.
outbox.id = outbox_refused.outbox_id AND dismissed_at IS NULL AND outbox.topic = ANY ($1::text[])
   AND ($2::text IS NULL OR outbox.event_id = $2)
