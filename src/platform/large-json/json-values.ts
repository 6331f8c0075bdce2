const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACE] = ['"', '\\', ',', '[', '{'].map((char) => char.charCodeAt(0));

/**
 * Whether a JSON text has more values than that, before it is parsed: each list, each object and each entry behind a comma is
 * counted, so an entry that is a list counts twice. What is no JSON has some number of them, too.
 */
export function hasMoreValuesThan(max: number, utf8: Uint8Array): boolean {
  let count = 1;
  let isText = false;
  for (let index = 0; index < utf8.length; index += 1) {
    const byte = utf8[index];
    if (isText) {
      if (byte === BACKSLASH) index += 1;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if ((byte === COMMA || byte === BRACKET || byte === BRACE) && ++count > max) return true;
  }
  return false;
}
