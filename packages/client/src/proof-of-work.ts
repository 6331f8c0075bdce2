/** A challenge of the server's error `PROOF_REQUIRED`: ALTCHA's, with SHA-256. */
export interface ProofChallenge {
  algorithm: string;
  challenge: string;
  salt: string;
  maxNumber: number;
  signature: string;
}

/** So many are hashed at a time: the page goes on between them, and the browser hashes on a thread of its own. */
const AT_A_TIME = 500;

/**
 * The solution of a challenge, to be sent as `proof`. Takes a second or two of a telephone's processor. Needs `crypto.subtle`, which browsers have on pages
 * served over HTTPS and by this machine. Rejects where there is none, or no solution.
 */
export async function solveProof(asked: ProofChallenge): Promise<string> {
  const { algorithm, challenge, salt, maxNumber, signature } = asked;
  const subtle = globalThis.crypto?.subtle;
  if (!subtle) throw new Error('A proof of work needs crypto.subtle: serve the page over HTTPS.');
  const text = new TextEncoder();
  const wanted = Uint8Array.from(challenge.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));
  const isIt = (hash: ArrayBuffer) => new Uint8Array(hash).every((byte, i) => byte === wanted[i]);
  for (let first = 0; first <= maxNumber; first += AT_A_TIME) {
    const count = Math.min(AT_A_TIME, maxNumber + 1 - first);
    const hashes = await Promise.all(
      Array.from({ length: count }, (_, i) => subtle.digest(algorithm, text.encode(`${salt}${first + i}`))),
    );
    const found = hashes.findIndex(isIt);
    if (found >= 0) return btoa(JSON.stringify({ algorithm, challenge, number: first + found, salt, signature }));
  }
  throw new Error('The challenge has no solution.');
}

/** The challenge that an error of the server has in its `extensions`, if it has one. */
export function challengeIn(extensions: { challenge?: unknown } | undefined): ProofChallenge | null {
  const challenge = extensions?.challenge;
  return typeof challenge === 'object' && challenge !== null ? (challenge as ProofChallenge) : null;
}
