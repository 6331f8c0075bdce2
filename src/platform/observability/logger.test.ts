import { expect, it } from 'vitest';
import { createLogger } from './logger.ts';

it('says in each line what is said there, and nothing of earlier lines', () => {
  const lines: object[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line) as object) };
  const logger = createLogger({ level: 'info', nodeId: 'test', destination });
  logger.info({ showId: 'show_1', err: new Error('wrong') }, 'first');
  logger.info('second');
  expect(lines[0]).toMatchObject({ showId: 'show_1', err: { message: 'wrong' }, msg: 'first' });
  expect(Object.keys(lines[1]!)).toEqual(['level', 'time', 'node', 'msg']);
});
