import { compressThoroughly, type EncodedBody } from '../../platform/http/content-encoding.ts';

/** A plan's pretix JSON in every encoding that it is served in. */
export interface PlanDocument extends Required<EncodedBody> {
  /** SHA-256 of the JSON, hex. */
  hash: string;
}

/** A step above this costs ten times the time for a tenth of the size. */
const BROTLI_QUALITY = 9;

/** Compresses off the main thread. */
export async function compressDocument(document: string, hash: string): Promise<PlanDocument> {
  return { hash, ...(await compressThoroughly(Buffer.from(document), BROTLI_QUALITY)) };
}
