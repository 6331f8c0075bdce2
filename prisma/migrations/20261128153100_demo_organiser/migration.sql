-- From now on an organiser manages only the shows that name them. The demo's was never anybody's token: it becomes that of the
-- token which the start of the product prints. Every other show keeps the organiser who made it.
UPDATE "shows" SET "organiser_id" = 'organiser' WHERE "id" = 'show_01k8000000e008002ymwrqw002' AND "organiser_id" = 'seed';
