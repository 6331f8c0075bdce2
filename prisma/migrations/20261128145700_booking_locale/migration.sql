-- How the customer of a booking is written to: a BCP 47 tag. NULL in bookings made before, which are written to in the
-- installation's own (DEFAULT_LOCALE).
ALTER TABLE "bookings" ADD COLUMN "locale" TEXT CHECK (char_length("locale") BETWEEN 1 AND 35);
