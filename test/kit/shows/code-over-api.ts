import type { CreateCodeInput } from '../../../src/generated/graphql/graphql.ts';
import type { TestClient } from '../callers/client.ts';
import { CreateCode } from '../callers/codes.graphql.ts';

/** Makes a code over the API; resolves with its id. */
export async function createCodeOver(organiser: TestClient, input: CreateCodeInput): Promise<string> {
  const { createCode } = await organiser.data(CreateCode, { input });
  if (createCode.__typename !== 'CreateCodeSuccess') throw new Error(JSON.stringify(createCode));
  return createCode.promoCode.id;
}
