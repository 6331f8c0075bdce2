/** Lists of published draws: a line each, `name value` before the empty line, then the entries in their order. */
export interface DrawList {
  /** How many were drawn, as the list says. */
  entries: number;
  seedHash: string;
  seed: string;
  entryIds: string[];
}

export function parseDrawList(text: string): DrawList {
  const [head = '', body = ''] = text.split('\n\n', 2);
  const fieldOf = (name: string) => new RegExp(`^${name} (\\S+)$`, 'm').exec(head)?.[1] ?? '';
  return {
    entries: Number(fieldOf('entries')),
    seedHash: fieldOf('seed-hash'),
    seed: fieldOf('seed'),
    entryIds: body.split('\n').filter((line) => line !== ''),
  };
}
