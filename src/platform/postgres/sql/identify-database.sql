-- Locks nothing. Returns identity: the same for a database by whatever name and way it is reached.
SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid AS identity
  FROM pg_database WHERE datname = current_database()
