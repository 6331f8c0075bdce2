/** The SQL that makes a time of an event's payload, RFC 3339 in UTC to the millisecond, of `sql`, a `timestamptz`. */
export function eventTime(sql: string): string {
  return `to_char(${sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
