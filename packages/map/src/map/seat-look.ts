/**
 * How a seat looks. Each differs from the others by shape, not by colour alone: filled, hatched ring, cross, dot, tick, star,
 * disc in a ring, exclamation mark, diamond. `gone`: was picked, and somebody else was quicker. `offered`: is proposed to the buyer.
 * `orphan`: would be left without a free neighbour. `unknown`: the map has not come yet. `excluded`: free, and not
 * among what is looked for. `allotted`: set aside as a part of the house that has a colour of its own.
 */
export type SeatLook =
  | 'available'
  | 'held'
  | 'booked'
  | 'blocked'
  | 'picked'
  | 'mine'
  | 'gone'
  | 'offered'
  | 'orphan'
  | 'unknown'
  | 'excluded'
  | 'allotted';

/** Whether a seat that looks so can be had. */
export function isFreeLook(look: SeatLook): boolean {
  return look === 'available' || look === 'offered' || look === 'orphan';
}

export interface MapTheme {
  background: string;
  ink: string;
  /** For what can't be had. */
  faint: string;
  /** For what is the buyer's. */
  accent: string;
  onAccent: string;
  danger: string;
  label: string;
}

const TAU = Math.PI * 2;

export interface SeatPaint {
  look: SeatLook;
  color: string;
  /** Half of the room that a seat has, in pixels. */
  radius: number;
  theme: MapTheme;
}

/** Draws one seat around a point. */
export function paintSeat(context: CanvasRenderingContext2D, x: number, y: number, paint: SeatPaint): void {
  const { look, color, radius: r, theme } = paint;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  switch (look) {
    case 'available':
      disc(context, x, y, r * 0.8, color);
      return;
    case 'unknown':
      ring(context, x, y, r * 0.8, color, Math.max(1, r * 0.14));
      return;
    case 'held':
      hatchedRing(context, x, y, r * 0.74, color);
      return;
    case 'booked':
      strokeLines(context, theme.faint, Math.max(1.2, r * 0.26), cross(x, y, r * 0.4));
      return;
    case 'blocked':
    case 'excluded':
      disc(context, x, y, Math.max(1, r * 0.24), theme.faint);
      return;
    case 'allotted':
      diamond(context, x, y, r * 0.86, color);
      return;
    case 'picked':
      disc(context, x, y, r * 0.92, theme.ink);
      strokeLines(context, theme.background, Math.max(1.2, r * 0.24), [tick(x, y, r)]);
      return;
    case 'mine':
      disc(context, x, y, r * 0.92, theme.accent);
      star(context, x, y, r * 0.6, theme.onAccent);
      return;
    case 'offered':
      ring(context, x, y, r, theme.ink, Math.max(1.2, r * 0.2));
      disc(context, x, y, r * 0.58, color);
      return;
    case 'orphan':
      disc(context, x, y, r * 0.92, theme.background);
      ring(context, x, y, r * 0.96, theme.danger, Math.max(1.2, r * 0.2));
      strokeLines(context, theme.danger, Math.max(1.4, r * 0.26), exclamationMark(x, y, r));
      return;
    case 'gone':
      ring(context, x, y, r * 0.8, theme.danger, Math.max(1.2, r * 0.2));
      strokeLines(context, theme.danger, Math.max(1.2, r * 0.2), cross(x, y, r * 0.34));
  }
}

/** Draws the sign of a wheelchair around a point, `radius` as of a seat. */
export function paintWheelchair(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  { radius: r, color }: Pick<SeatPaint, 'radius' | 'color'>,
): void {
  context.lineCap = 'round';
  context.lineJoin = 'round';
  disc(context, x - r * 0.08, y - r * 0.44, r * 0.13, color);
  strokeLines(context, color, Math.max(1, r * 0.13), [wheelchairSeat(x, y, r), wheelchairArm(x, y, r)]);
  // The wheel, open where the seat is.
  context.beginPath();
  context.arc(x - r * 0.04, y + r * 0.16, r * 0.32, Math.PI * 0.1, Math.PI * 1.3);
  context.stroke();
}

type Line = readonly (readonly [number, number])[];

function disc(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.arc(x, y, radius, 0, TAU);
  context.fill();
}

function diamond(context: CanvasRenderingContext2D, x: number, y: number, reach: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  context.fill();
}

function ring(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string, width: number) {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  context.arc(x, y, radius - width / 2, 0, TAU);
  context.stroke();
}

function hatchedRing(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  const width = Math.max(1, radius * 0.16);
  ring(context, x, y, radius, color, width);
  const lines = [-0.42, 0, 0.42].map((shift): Line => {
    const half = Math.sqrt(1 - shift * shift) * radius * 0.66;
    const [cx, cy] = [x + shift * radius * 0.72, y + shift * radius * 0.72];
    return [
      [cx - half * 0.7, cy + half * 0.7],
      [cx + half * 0.7, cy - half * 0.7],
    ];
  });
  context.globalAlpha = 0.75;
  strokeLines(context, color, width * 0.9, lines);
  context.globalAlpha = 1;
}

function strokeLines(context: CanvasRenderingContext2D, color: string, width: number, lines: readonly Line[]): void {
  context.strokeStyle = color;
  context.lineWidth = width;
  context.beginPath();
  for (const line of lines) {
    for (const [index, [x, y]] of line.entries()) index === 0 ? context.moveTo(x, y) : context.lineTo(x, y);
  }
  context.stroke();
}

function cross(x: number, y: number, half: number): Line[] {
  return [
    [
      [x - half, y - half],
      [x + half, y + half],
    ],
    [
      [x - half, y + half],
      [x + half, y - half],
    ],
  ];
}

function tick(x: number, y: number, r: number): Line {
  return [
    [x - r * 0.42, y + r * 0.02],
    [x - r * 0.1, y + r * 0.34],
    [x + r * 0.44, y - r * 0.32],
  ];
}

/** Back, seat and foot of who sits in it. */
function wheelchairSeat(x: number, y: number, r: number): Line {
  return [
    [x - r * 0.08, y - r * 0.24],
    [x - r * 0.04, y + r * 0.12],
    [x + r * 0.24, y + r * 0.12],
    [x + r * 0.4, y + r * 0.48],
  ];
}

function wheelchairArm(x: number, y: number, r: number): Line {
  return [
    [x - r * 0.06, y - r * 0.08],
    [x + r * 0.2, y - r * 0.08],
  ];
}

function exclamationMark(x: number, y: number, r: number): Line[] {
  return [
    [
      [x, y - r * 0.46],
      [x, y + r * 0.1],
    ],
    // A point: the line's round cap draws it.
    [
      [x, y + r * 0.46],
      [x, y + r * 0.47],
    ],
  ];
}

function star(context: CanvasRenderingContext2D, x: number, y: number, radius: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  for (let point = 0; point < 10; point += 1) {
    const angle = (point / 10) * TAU - Math.PI / 2;
    const reach = point % 2 === 0 ? radius : radius * 0.45;
    context.lineTo(x + Math.cos(angle) * reach, y + Math.sin(angle) * reach);
  }
  context.closePath();
  context.fill();
}
