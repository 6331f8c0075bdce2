-- An admission is for one purchase: a payment has used it at once, and not with the tick that ends it a moment later.
CREATE OR REPLACE FUNCTION "assert_admitted"("of_show" TEXT, "buyers" TEXT[])
RETURNS boolean LANGUAGE plpgsql STABLE STRICT SET search_path FROM CURRENT AS $$
BEGIN
  IF EXISTS (
    SELECT FROM unnest(buyers) AS buyer
     WHERE NOT EXISTS (
       SELECT FROM waiting_entries
        WHERE show_id = of_show AND owner_id = buyer AND status = 'ADMITTED' AND paid_at IS NULL)
  ) THEN
    RAISE EXCEPTION 'not admitted by the waiting room' USING ERRCODE = '55W02';
  END IF;
  RETURN true;
END $$;
