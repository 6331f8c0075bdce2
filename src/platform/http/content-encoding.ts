export type ContentEncoding = 'br' | 'gzip' | 'identity';

/** The smallest encoding that the `Accept-Encoding` header allows; identity when it allows none of ours. */
export function chooseEncoding(header: string | undefined): ContentEncoding {
  const allowed = new Map<string, boolean>();
  for (const part of (header ?? '').toLowerCase().split(',')) {
    const [coding, ...parameters] = part.split(';').map((piece) => piece.trim());
    allowed.set(coding!, !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)));
  }
  const allows = (coding: string) => allowed.get(coding) ?? allowed.get('*') ?? false;
  if (allows('br')) return 'br';
  return allows('gzip') ? 'gzip' : 'identity';
}
