import { describe, expect, it } from 'vitest';
import { cloudEventHeaders, MalformedEventError, parseCloudEvent } from './cloud-events.ts';
import type { ConsumedRecord } from './event-log.ts';

const event = { id: 'e1', type: 'thing.changed', source: '/test', time: new Date('2026-07-01T12:00:00.123Z') };
const record: ConsumedRecord = {
  topic: 'things',
  key: 'k',
  value: '{"value":1}',
  headers: cloudEventHeaders(event),
  partition: 0,
  offset: 0n,
};

describe('a CloudEvent', () => {
  it('has its attributes in the headers of the binary mode', () => {
    expect(record.headers).toEqual({
      'content-type': 'application/json',
      ce_specversion: '1.0',
      ce_id: 'e1',
      ce_type: 'thing.changed',
      ce_source: '/test',
      ce_time: '2026-07-01T12:00:00.123Z',
    });
  });

  it('is read as it was written', () => {
    expect(parseCloudEvent(record)).toEqual({ ...event, epoch: null, payload: { value: 1 } });
    const headers = cloudEventHeaders({ ...event, epoch: 'epoch001' });
    expect(headers.ce_epoch).toBe('epoch001');
    expect(parseCloudEvent({ ...record, headers })).toMatchObject({ epoch: 'epoch001' });
  });

  it.each<[Record<string, string>, string]>([
    ...['ce_specversion', 'ce_id', 'ce_type', 'ce_source', 'ce_time'].map((name): [Record<string, string>, string] => [
      { [name]: '' },
      name,
    ]),
    [{ ce_specversion: '0.3' }, 'ce_specversion is 0.3, not 1.0'],
    [{ ce_time: 'yesterday' }, 'ce_time is no time: yesterday'],
  ])('is none with %j', (headers, reason) => {
    const read = () => parseCloudEvent({ ...record, headers: { ...record.headers, ...headers } });
    expect(read).toThrow(MalformedEventError);
    expect(read).toThrow(reason);
    expect(read).toThrow(expect.objectContaining({ name: 'MalformedEventError' }));
  });

  it('is none without JSON', () => {
    const read = () => parseCloudEvent({ ...record, value: '{' });
    expect(read).toThrow(MalformedEventError);
    expect(read).toThrow(/^The value is no JSON: /);
  });
});
