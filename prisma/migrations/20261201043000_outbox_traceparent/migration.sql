-- Of the operation that an event came of (W3C's traceparent), where that was traced: consumers' spans belong to it.
ALTER TABLE "outbox" ADD COLUMN "traceparent" TEXT;
