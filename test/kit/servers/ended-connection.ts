import pg from 'pg';

/** What a statement fails with when PostgreSQL ends its connection: an outage. */
export function endedConnection(): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('terminating connection', 0, 'error'), { code: '57P01' });
}
