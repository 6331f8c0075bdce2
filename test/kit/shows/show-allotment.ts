import type { CreateAllotmentInput as AllotmentOverApi } from '../../../src/generated/graphql/graphql.ts';
import type { Allotment } from '../../../src/modules/allotments/allotment.ts';
import type { CreateAllotmentInput } from '../../../src/modules/allotments/allotment-input.ts';
import { CreateAllotment } from '../callers/allotments.graphql.ts';
import type { TestClient } from '../callers/client.ts';
import { ORGANISER, type TestBoxOffice } from '../product/box-office.ts';

/** An allotment of these seats, for staff unless it says otherwise. */
export async function createAllotment(
  { services }: Pick<TestBoxOffice, 'services'>,
  showId: string,
  seatIds: readonly string[],
  fields: Partial<Omit<CreateAllotmentInput, 'showId' | 'seatIds'>> = {},
): Promise<Allotment> {
  const terms = { name: 'Sponsors', color: '#AA3300', access: 'STAFF' as const, ...fields };
  return await services.allotments.createAllotment(ORGANISER, { showId, seatIds, ...terms });
}

/** The same over the API; resolves with its id. */
export async function createAllotmentOver(organiser: TestClient, input: AllotmentOverApi): Promise<string> {
  const { createAllotment: answer } = await organiser.data(CreateAllotment, { input });
  if (answer.__typename !== 'CreateAllotmentSuccess') throw new Error(JSON.stringify(answer));
  return answer.allotment.id;
}

/** Moves the moment of an allotment's release into the past; resolves when the worker has looked. */
export async function letReleaseCome(office: TestBoxOffice, allotmentId: string): Promise<void> {
  await office.database.query(`UPDATE allotments SET release_at = now() - interval '1 second' WHERE id = $1`, [
    allotmentId,
  ]);
  const releaser = office.worker('allotment releaser');
  releaser.start();
  await releaser.idle();
}
