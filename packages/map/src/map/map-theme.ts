import type { MapTheme } from './seat-look.ts';

const HEX = /^#[0-9a-f]{6}$/i;

/** The map's colours as the style sheet has them at an element, for the light or the dark page. */
export function readTheme(element: Element): MapTheme {
  const at = element.isConnected ? element : document.documentElement;
  const style = getComputedStyle(at);
  const color = (name: string) => {
    const written = style.getPropertyValue(name).trim();
    return HEX.test(written) ? written : asHex(at, name);
  };
  return {
    background: color('--map'),
    ink: color('--ink'),
    faint: color('--seat-gone'),
    accent: color('--accent'),
    onAccent: color('--on-accent'),
    danger: color('--danger'),
    label: color('--muted'),
  };
}

/** Whatever CSS takes for a colour, `light-dark()` and the shop's own properties among it, is drawn and mixed as `#rrggbb`. */
function asHex(element: Element, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  element.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = color;
  context.fillRect(0, 0, 1, 1);
  const [r = 0, g = 0, b = 0] = context.getImageData(0, 0, 1, 1).data;
  return `#${[r, g, b].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}
