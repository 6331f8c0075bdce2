import { readFileSync } from 'node:fs';

/**
 * Loaded into a node before the product (`--import`): shifts its wall clock by the milliseconds in the file CLOCK_FILE, which
 * is read at the start and again at each SIGUSR2, and says so on its error output. Monotonic clocks go on as they were, as
 * they do when a machine's clock is set.
 */
const RealDate = Date;
const realNow_ms = Date.now;
let shift_ms = 0;

function readShift(): void {
  shift_ms = Number(readFileSync(process.env.CLOCK_FILE!, 'utf8'));
  process.stderr.write(`the wall clock is shifted by ${shift_ms} ms\n`);
}

const now_ms = (): number => realNow_ms() + shift_ms;

function ShiftedDate(...args: []): Date | string {
  if (!new.target) return new RealDate(now_ms()).toString();
  return Reflect.construct(RealDate, args.length === 0 ? [now_ms()] : args, new.target);
}

ShiftedDate.prototype = RealDate.prototype;
ShiftedDate.now = now_ms;
ShiftedDate.parse = RealDate.parse;
ShiftedDate.UTC = RealDate.UTC;
globalThis.Date = ShiftedDate as unknown as DateConstructor;

readShift();
process.on('SIGUSR2', readShift);
