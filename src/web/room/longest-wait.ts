const KEY = 'seatwire.room';

/** The farthest back that this tab has seen an entry: where its wait began, also after a reload. */
export function longestWait(entryId: string, position: number): number {
  const known = read();
  if (known?.entryId === entryId && known.position >= position) return known.position;
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ entryId, position }));
  } catch {
    // A browser that keeps nothing begins anew with each load.
  }
  return position;
}

function read(): { entryId: string; position: number } | null {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null');
  } catch {
    return null;
  }
}
