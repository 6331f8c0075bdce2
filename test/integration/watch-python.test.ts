import { beforeAll, describe, expect, it } from 'vitest';
import { describeWithTools } from '../kit/examples/describe-with-tools.ts';
import { exampleFolder, pythonOf, run } from '../kit/examples/example-tools.ts';
import { runInRepository } from '../kit/product/product-process.ts';
import { type WatcherOptions, watcherSuite } from '../kit/suites/watcher.suite.ts';

const FOLDER = exampleFolder('watch-python');

describeWithTools(['python3'], 'examples/watch-python', () => {
  let python = '';
  beforeAll(async () => {
    python = await pythonOf('watch-python', ['requirements.txt', 'requirements-dev.txt']);
  });

  it('has the types that it says', async () => {
    const output = await run(python, ['-m', 'mypy', '--strict', '--no-incremental', '.'], FOLDER);
    expect(output).toMatch(/^Success: no issues found in 3 source files/);
  });

  const start = (program: string) => (options: WatcherOptions) => {
    const { url, showId, silence_s, token } = options;
    const silence = silence_s === undefined ? [] : ['--silence', String(silence_s)];
    const env = { PYTHONDONTWRITEBYTECODE: '1', ...(token ? { SEATWIRE_TOKEN: token } : {}) };
    return runInRepository(python, [`${FOLDER}/${program}`, url, showId, ...silence], env);
  };
  describe('over a WebSocket', () => watcherSuite(start('watch.py')));
  describe('over server-sent events', () => watcherSuite(start('watch_sse.py')));
});
