import { SeatMapError } from './seat-map-error.ts';

/** A function is told which of its tokens the server did not take last, where that is known. */
export type TokenOption = string | ((refused?: string | null) => string | null | Promise<string | null>) | undefined;

const TOKEN_WITHIN_MS = 10_000;

/** The token to connect with; null: none. Rejects with TOKEN_FAILED when the function throws, or takes too long. */
export async function askToken(token: TokenOption, refused: string | null = null): Promise<string | null> {
  if (typeof token !== 'function') return token ?? null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`it did not answer within ${TOKEN_WITHIN_MS / 1_000} s`)),
      TOKEN_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([token(refused), tooLate]);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SeatMapError({ code: 'TOKEN_FAILED', message: `The token function has failed: ${reason}.`, cause });
  } finally {
    clearTimeout(timer);
  }
}
