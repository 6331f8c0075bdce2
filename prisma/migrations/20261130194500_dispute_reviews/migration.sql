-- How often the provider's word on a dispute was written down: whoever has asked it before the last of them has an answer that may be over.
ALTER TABLE "payment_disputes" ADD COLUMN "reviews" INTEGER NOT NULL DEFAULT 1 CHECK ("reviews" > 0);
-- The provider tells of a dispute by its own id.
CREATE INDEX "payment_disputes_provider_reference" ON "payment_disputes" ("provider_reference");
