import type { SetWaitingRoomInput } from '../../../generated/web/operations.ts';
import type { FormProblem, Reading } from './form-problem.ts';
import { readTime, typedTime } from './typed-time.ts';

/** What stands in the form of a waiting room. */
export interface TypedRoom {
  opensAt: string;
  maxActive: string;
  perMinute: string;
  idleSeconds: string;
}

export type RoomInput = Pick<SetWaitingRoomInput, 'opensAt' | 'maxActive' | 'perMinute' | 'idleSeconds'>;

/** As a room has them. */
export interface RoomFacts {
  opensAt: string;
  settings: { maxActive: number; perMinute: number; idleSeconds: number };
}

export const KNOBS = ['maxActive', 'perMinute', 'idleSeconds'] as const;

export type Knob = (typeof KNOBS)[number];

/** What the server would make of a room of which nothing is said. */
export const NEW_ROOM: TypedRoom = { opensAt: '', maxActive: '500', perMinute: '300', idleSeconds: '180' };

export function typedRoom({ opensAt, settings }: RoomFacts, timezone: string): TypedRoom {
  const { maxActive, perMinute, idleSeconds } = settings;
  return {
    opensAt: typedTime(opensAt, timezone),
    maxActive: String(maxActive),
    perMinute: String(perMinute),
    idleSeconds: String(idleSeconds),
  };
}

export interface ReadRoomOptions {
  timezone: string;
  /** The fields that hold a part of a time only. */
  incomplete: ReadonlySet<string>;
  /** When it opens as it is; null: there is no room. */
  before: string | null;
}

/** What was typed, as the API takes it; a blank field stays as it is. What numbers may be, the server says. */
export function readRoom(typed: TypedRoom, { timezone, incomplete, before }: ReadRoomOptions): Reading<RoomInput> {
  const problems = new Map<string, FormProblem>();
  const input: RoomInput = {};
  const opensAt = readTime(typed.opensAt, { timezone, isIncomplete: incomplete.has('room-opensAt'), before });
  if (typeof opensAt === 'string') input.opensAt = opensAt;
  else if (opensAt !== null) problems.set('room-opensAt', opensAt);
  for (const knob of KNOBS) {
    const text = typed[knob].trim();
    if (text === '') continue;
    if (/^\d{1,9}$/.test(text)) input[knob] = Number(text);
    else problems.set(`room-${knob}`, { kind: 'noLimit' });
  }
  if (problems.size > 0) return { ok: false, problems };
  return { ok: true, input, fieldOf: FIELD_OF };
}

const FIELD_OF = new Map(['opensAt', ...KNOBS].map((name) => [`input.${name}`, `room-${name}`]));
