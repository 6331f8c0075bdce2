import { buildSchema, type ExecutionResult, parse } from 'graphql';
import { expect, it } from 'vitest';
import { LoadGate } from '../../platform/load/load-gate.ts';
import { AnswerCache } from './answer-cache.ts';
import { createAnswersPlugin } from './answers-plugin.ts';
import type { MapAnswers, Wanted } from './map-answers.ts';

it('keeps no answer that was made while the show was changed, and changed back', async () => {
  const cache = new AnswerCache({ maxBytes: 10_000 });
  let status = 'ON_SALE';
  const answers: Pick<MapAnswers, 'mapQuery' | 'wantedOf' | 'get'> = {
    mapQuery: () => ({ known: { key: 'map', document: parse('{ show }') } }),
    wantedOf: async () => ({ key: status, version: 1 }),
    get: ({ key, version }: Wanted, make) => cache.get(key, version, make),
  };
  const { onParams } = createAnswersPlugin({
    answers: answers as unknown as MapAnswers,
    schema: buildSchema('type Query { show: String }'),
    gate: new LoadGate({ importances: 4, least: 1, most: 1, patience_ms: 0, maxWaiting: 0 }),
    onOwnAnswer: () => {},
  });

  /** What is sent when the show is as it says by the time that it is read. */
  async function ask(statusRead: string): Promise<object> {
    const context: { principal: null; mapVersions?: number[] } = { principal: null };
    const request = new Request('http://box.test/graphql', { headers: { accept: '*/*' } });
    const paramsHandler = async (): Promise<ExecutionResult> => {
      status = statusRead;
      context.mapVersions?.push(1);
      return { data: { show: { status } } };
    };
    const result = Promise.withResolvers<object>();
    await onParams?.({ params: {}, request, context, paramsHandler, setResult: result.resolve } as never);
    const { answer } = (await result.promise) as { answer: { bodyIn(encoding: string): Promise<{ body: Buffer }> } };
    return JSON.parse(String((await answer.bodyIn('identity')).body)).data.show;
  }

  expect(await ask('PAUSED')).toEqual({ status: 'PAUSED' });
  status = 'ON_SALE';
  expect(await ask('ON_SALE')).toEqual({ status: 'ON_SALE' });
  // This one is kept.
  expect(await ask('not read again')).toEqual({ status: 'ON_SALE' });
});
