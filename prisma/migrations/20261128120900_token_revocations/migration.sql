-- Subjects whose tokens were revoked. A token of ours carries the revision that its subject had when it was issued, and is
-- refused once the revision has grown; a token of an identity provider is refused when it was issued before `revoked_at`.
CREATE TABLE "token_revocations" (
  "subject" TEXT PRIMARY KEY,
  "revision" INTEGER NOT NULL,
  "revoked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT now()
);
