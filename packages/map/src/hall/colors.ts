/** Red, green and blue from 0 to 255. */
type Rgb = readonly [number, number, number];

/** For categories without a colour, or with one that browsers don't know. Told apart by colour-blind eyes, too. */
const FALLBACK_COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
/** WCAG 1.4.11: what must be seen stands out from its background by this much. */
const CONTRAST = 3;
/** WCAG 1.4.3: text, of any size. */
const TEXT_CONTRAST = 4.5;

/**
 * The colours of a hall's categories as they can be seen on a background (`#rrggbb`): those too near to it are made lighter or
 * darker, as little as needed.
 */
export function legibleColors(
  colors: ReadonlyMap<string, string | null>,
  background: string,
): ReadonlyMap<string, string> {
  const ground = parseHex(background) ?? [255, 255, 255];
  return new Map(
    [...colors].map(([category, color], index) => {
      const fallback = FALLBACK_COLORS[index % FALLBACK_COLORS.length]!;
      return [category, toHex(legible(parseHex(color ?? '') ?? parseHex(fallback)!, ground))];
    }),
  );
}

/** Black or white: one of them can be read on any colour (`#rrggbb`), WCAG 1.4.3. */
export function readableOn(color: string): string {
  const ground = parseHex(color) ?? [255, 255, 255];
  return ['#ffffff', '#16181d', '#000000'].find((text) => contrast(parseHex(text)!, ground) >= TEXT_CONTRAST)!;
}

/** So much of a colour, the rest of another one; both as `#rrggbb`. */
export function mixed(color: string, other: string, share: number): string {
  const [a, b] = [parseHex(color), parseHex(other)];
  if (!a || !b) return color;
  return toHex(a.map((part, index) => part * share + b[index]! * (1 - share)) as unknown as Rgb);
}

function legible(color: Rgb, ground: Rgb): Rgb {
  const target = luminance(ground) > 0.18 ? 0 : 255;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map((part) => part + (target - part) * share) as unknown as Rgb;
    if (contrast(mixed, ground) >= CONTRAST) return mixed;
  }
  return [target, target, target];
}

/** The WCAG contrast ratio of two colours, 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function parseHex(color: string): Rgb | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color.trim())?.[1];
  if (!digits) return null;
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16)) as unknown as Rgb;
}

function toHex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
