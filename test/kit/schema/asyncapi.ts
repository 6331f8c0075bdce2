import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { parse } from 'yaml';

interface AsyncApi {
  channels: Record<string, Channel>;
  components: { messages: Record<string, Message>; schemas: Record<string, object> };
}

interface Channel {
  messages: Record<string, { $ref: string }>;
  bindings: { kafka: { partitions: number } };
}

interface Message {
  name: string;
  title: string;
  payload: { $ref: string };
}

const DOCUMENT_ID = 'https://seatwire.invalid/asyncapi';

/** docs/asyncapi.yaml, read once. */
export const asyncApi = parse(
  readFileSync(new URL('../../../docs/asyncapi.yaml', import.meta.url), 'utf8'),
) as AsyncApi;

const ajv = new Ajv({ allErrors: true, strict: false });
formats.default(ajv);
ajv.addSchema({ $id: DOCUMENT_ID, components: asyncApi.components });

function validatorAt(reference: string): ValidateFunction {
  const validate = ajv.getSchema(`${DOCUMENT_ID}${reference}`);
  if (!validate) throw new Error(`docs/asyncapi.yaml has nothing at ${reference}`);
  return validate;
}

/**
 * Throws, naming every difference, unless docs/asyncapi.yaml describes exactly this event on this topic (without prefix):
 * its type belongs to the channel, headers and payload match their schemas and each other, and so does the key if given.
 */
export function assertMatchesAsyncApi(
  topic: string,
  payload: unknown,
  headers: Readonly<Record<string, string>>,
  key?: string,
): void {
  const type = headers.ce_type ?? '';
  const channel = asyncApi.channels[topic];
  if (!channel) throw new Error(`docs/asyncapi.yaml has no channel ${topic}`);
  if (!channel.messages[type]) throw new Error(`The channel ${topic} has no message ${type}`);
  const problems = [
    ...check('headers', '#/components/schemas/Headers', headers),
    ...check('payload', asyncApi.components.messages[type]!.payload.$ref, payload),
  ];
  const event = payload as Record<string, unknown>;
  if (event.event_type !== type) problems.push(`payload.event_type ${event.event_type} is not ce_type ${type}`);
  if (event.event_id !== headers.ce_id) problems.push('payload.event_id is not ce_id');
  if (key !== undefined && key !== event[KEY_FIELDS[topic]!]) problems.push(`the key is not ${KEY_FIELDS[topic]}`);
  if (problems.length > 0) throw new Error(`${type} differs from docs/asyncapi.yaml:\n${problems.join('\n')}`);
}

const KEY_FIELDS: Record<string, string> = {
  'booking-events': 'booking_id',
  'seat-events': 'show_id',
  'payment-events': 'payment_id',
  'show-events': 'show_id',
};

function check(part: string, reference: string, value: unknown): string[] {
  const validate = validatorAt(reference);
  if (validate(value)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${part}${instancePath}: ${message} ${JSON.stringify(params)}`,
  );
}
