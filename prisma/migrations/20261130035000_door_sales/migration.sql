-- Who buys at the box office need not tell who they are: a booking made there may have no name and no e-mail address ('').
ALTER TABLE "bookings" DROP CONSTRAINT "bookings_customer_name_check";
ALTER TABLE "bookings" DROP CONSTRAINT "bookings_customer_email_check";
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_customer_email_check" CHECK ("customer_email" = '' OR "customer_email" LIKE '%_@_%');
