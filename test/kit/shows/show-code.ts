import type { CreateCodeInput as CodeOverApi } from '../../../src/generated/graphql/graphql.ts';
import type { Code } from '../../../src/modules/codes/code.ts';
import type { CreateCodeInput } from '../../../src/modules/codes/code-input.ts';
import type { TestClient } from '../callers/client.ts';
import { CreateCode } from '../callers/codes.graphql.ts';
import { ORGANISER, type TestBoxOffice } from '../product/box-office.ts';

/** A code of the show, 20 % off every ticket unless it says otherwise. */
export async function createCode(
  { services }: Pick<TestBoxOffice, 'services'>,
  showId: string,
  fields: Partial<Omit<CreateCodeInput, 'showId'>> = {},
): Promise<Code> {
  return await services.codes.createCode(ORGANISER, { showId, code: 'SUMMER20', discount: { percent: 20 }, ...fields });
}

/** The same over the API; resolves with its id. */
export async function createCodeOver(organiser: TestClient, input: CodeOverApi): Promise<string> {
  const { createCode: answer } = await organiser.data(CreateCode, { input });
  if (answer.__typename !== 'CreateCodeSuccess') throw new Error(JSON.stringify(answer));
  return answer.promoCode.id;
}

/** How often it was used, and for how many tickets, as PostgreSQL has it. */
export async function usesOf({ services }: Pick<TestBoxOffice, 'services'>, codeId: string): Promise<[number, number]> {
  const code = (await services.codes.getCode(ORGANISER, codeId))!;
  return [code.uses, code.tickets];
}
