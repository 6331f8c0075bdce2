import { describe, expect, it } from 'vitest';
import { NEW_ROOM, readRoom, typedRoom } from './typed-room.ts';

const AT = '2027-03-14T18:30:12.345Z';
const options = { timezone: 'Europe/Lisbon', incomplete: new Set<string>(), before: null };

describe('what is typed of a waiting room', () => {
  it('is what the room has, by the clocks of the venue, and keeps the second of a time that is left alone', () => {
    const typed = typedRoom(
      { opensAt: AT, settings: { maxActive: 5, perMinute: 60, idleSeconds: 30 } },
      'Europe/Berlin',
    );
    expect(typed).toEqual({ opensAt: '2027-03-14T19:30', maxActive: '5', perMinute: '60', idleSeconds: '30' });
    expect(readRoom(typed, { ...options, timezone: 'Europe/Berlin', before: AT })).toMatchObject({
      ok: true,
      input: { opensAt: AT, maxActive: 5, perMinute: 60, idleSeconds: 30 },
    });
  });

  it('leaves what is blank to the server', () => {
    expect(readRoom({ ...NEW_ROOM, maxActive: ' ' }, options)).toMatchObject({
      ok: true,
      input: { perMinute: 300, idleSeconds: 180 },
    });
  });

  it('is told at its field where it is no number or no whole time', () => {
    const reading = readRoom({ ...NEW_ROOM, perMinute: '1.5' }, { ...options, incomplete: new Set(['room-opensAt']) });
    expect(reading.ok).toBe(false);
    expect([...(reading as { problems: ReadonlyMap<string, object> }).problems]).toEqual([
      ['room-opensAt', { kind: 'incomplete' }],
      ['room-perMinute', { kind: 'noLimit' }],
    ]);
  });
});
