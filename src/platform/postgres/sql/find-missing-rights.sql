-- Rights that the connection's role lacks on the tables that came with write_probe, as the connection sees it: what the schema holds
-- beside them is not ours. The list of migrations is written only by who may make tables.
-- Locks nothing. Returns right, and tables that it is missing on.
SELECT needed.name AS "right", string_agg(t.relname, ', ' ORDER BY t.relname) AS tables
  FROM pg_class probe
  JOIN pg_class t ON t.relnamespace = probe.relnamespace AND t.relowner = probe.relowner AND t.relkind IN ('r', 'p')
 CROSS JOIN unnest('{SELECT,INSERT,UPDATE,DELETE}'::text[]) WITH ORDINALITY AS needed (name, place)
 WHERE probe.oid = 'write_probe'::regclass AND t.relname <> '_prisma_migrations'
   AND NOT has_table_privilege(t.oid, needed.name)
 GROUP BY needed.name, needed.place
 ORDER BY needed.place
