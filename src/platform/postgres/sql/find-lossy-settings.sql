-- Locks nothing. Returns setting: each by which PostgreSQL acknowledges commits that it may lose.
SELECT name || ' = ' || setting AS setting FROM pg_settings
 WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name
