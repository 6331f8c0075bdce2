-- What the ledger calls money that the bank has given to the buyer, as a dispute was lost; and that it has given back after all. In a
-- transaction of its own: values of a type can be used once they are committed.
ALTER TYPE "ledger_kind" ADD VALUE 'LOST_DISPUTE';
ALTER TYPE "ledger_kind" ADD VALUE 'LOST_DISPUTE_REVERSAL';
ALTER TYPE "ledger_account" ADD VALUE 'LOST_DISPUTES';
