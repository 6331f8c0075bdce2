import type { ConsumedRecord } from './event-log.ts';

/** CloudEvents 1.0 in its Kafka binding's binary mode: attributes as `ce_` headers, the payload as the value. */
export interface CloudEvent {
  id: string;
  type: string;
  source: string;
  time: Date;
  /** An extension attribute: the epoch of PostgreSQL's history that the event is of. */
  epoch?: string | null;
  /** Of what the event came of, where that was traced. */
  traceparent?: string | null;
}

const SPEC_VERSION = '1.0';

export function cloudEventHeaders({ id, type, source, time, epoch, traceparent }: CloudEvent): Record<string, string> {
  return {
    'content-type': 'application/json',
    ce_specversion: SPEC_VERSION,
    ce_id: id,
    ce_type: type,
    ce_source: source,
    ce_time: time.toISOString(),
    ...(epoch ? { ce_epoch: epoch } : {}),
    ...(traceparent ? { traceparent } : {}),
  };
}

/** A record that can't be read as an event, ever. */
export class MalformedEventError extends Error {
  override readonly name = 'MalformedEventError';
}

export interface ParsedEvent extends CloudEvent {
  payload: unknown;
}

/** Throws MalformedEventError, naming what is wrong. */
export function parseCloudEvent({ headers, value }: ConsumedRecord): ParsedEvent {
  const attribute = (name: string): string => {
    const text = headers[name];
    if (!text) throw new MalformedEventError(`The header ${name} is missing.`);
    return text;
  };
  if (attribute('ce_specversion') !== SPEC_VERSION) {
    throw new MalformedEventError(`ce_specversion is ${headers.ce_specversion}, not ${SPEC_VERSION}.`);
  }
  const time = new Date(attribute('ce_time'));
  if (Number.isNaN(time.getTime())) throw new MalformedEventError(`ce_time is no time: ${headers.ce_time}.`);
  return {
    id: attribute('ce_id'),
    type: attribute('ce_type'),
    source: attribute('ce_source'),
    time,
    epoch: headers.ce_epoch ?? null,
    payload: parseJson(value),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedEventError(`The value is no JSON: ${(error as Error).message}`);
  }
}
