import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { describeWithTools } from '../kit/examples/describe-with-tools.ts';
import { EXAMPLES_CACHE, exampleFolder, run } from '../kit/examples/example-tools.ts';
import { runInRepository } from '../kit/product/product-process.ts';
import { watcherSuite } from '../kit/suites/watcher.suite.ts';

const FOLDER = exampleFolder('watch-go');

describeWithTools(['go'], 'examples/watch-go', () => {
  // Of this process: another run may be building.
  const program = path.join(EXAMPLES_CACHE, `watch-go-${process.pid}`);
  beforeAll(async () => {
    await mkdir(EXAMPLES_CACHE, { recursive: true });
    await run('go', ['build', '-o', program, '.'], FOLDER);
    return () => rm(program, { force: true });
  });

  it('is as gofmt and go vet want it', async () => {
    expect(await run('gofmt', ['-l', '.'], FOLDER)).toBe('');
    expect(await run('go', ['vet', './...'], FOLDER)).toBe('');
  });

  watcherSuite(({ url, showId, silence_s, token }) => {
    const silence = silence_s === undefined ? [] : ['-silence', `${silence_s}s`];
    return runInRepository(program, [...silence, url, showId], token ? { SEATWIRE_TOKEN: token } : {});
  });
});
