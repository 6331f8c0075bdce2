export type ServiceName = 'postgres' | 'redis' | 'kafka';

/** A server that can't be started on this machine. The message is one line: the reason and how to get what is missing. */
export class ServiceUnavailable extends Error {
  readonly service: ServiceName | 'pgbouncer';

  constructor(service: ServiceName | 'pgbouncer', reason: string, cause?: unknown) {
    super(reason, { cause });
    this.name = 'ServiceUnavailable';
    this.service = service;
  }
}
