/** Weak: one tag stands for the same content in each of its encodings. */
export function weakTag(digest: string): string {
  return `W/"${digest}"`;
}

/** Whether who asks has that content already, by the request's `If-None-Match` (RFC 9110, 13.1.2; compared weakly). */
export function isFresh(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const wanted = opaque(etag);
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || opaque(tag.trim()) === wanted);
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
