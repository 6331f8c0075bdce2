import type { AreaShape } from '@seatwire/client/show-map';
import type { HallArea } from '../hall/areas.ts';
import type { MapTheme } from './seat-look.ts';
import type { View } from './viewport.ts';

const SMALLEST_TEXT_PX = 8;
const USUAL_TEXT_SIZE = 16;
const LARGEST_TEXT_PX = 40;
/** Plans are drawn for white paper: thinned out, their colours go with any background, and with the seats upon them. */
const FILL_ALPHA = 0.22;
const BORDER_ALPHA = 0.7;

export interface AreasPainting {
  context: CanvasRenderingContext2D;
  view: View;
  areas: readonly HallArea[];
  theme: MapTheme;
  font: string;
}

/** Draws stages, walls and words, below the seats. Leaves the context's transform as it was. */
export function paintAreas(painting: AreasPainting): void {
  const { context, view, areas } = painting;
  for (const area of areas) {
    context.save();
    context.translate(area.x * view.scale + view.left, area.y * view.scale + view.top);
    context.rotate((area.rotation / 180) * Math.PI);
    paintShape(painting, area);
    paintLabel(painting, area);
    context.restore();
  }
}

function paintShape({ context, view: { scale }, theme }: AreasPainting, { shape, fill, border }: HallArea): void {
  if (shape.kind === 'none') return;
  traceShape(context, shape, scale);
  if (fill !== null) {
    context.globalAlpha = FILL_ALPHA;
    context.fillStyle = theme.label;
    context.fillStyle = fill;
    context.fill();
  }
  if (border !== null || fill === null) {
    context.globalAlpha = BORDER_ALPHA;
    context.strokeStyle = theme.label;
    if (border !== null) context.strokeStyle = border;
    context.lineWidth = 1.5;
    context.stroke();
  }
  context.globalAlpha = 1;
}

/** Begins a path along a shape. */
export function traceShape(
  context: CanvasRenderingContext2D,
  shape: Exclude<AreaShape, { kind: 'none' }>,
  scale: number,
): void {
  context.beginPath();
  if (shape.kind === 'rectangle') context.rect(0, 0, shape.width * scale, shape.height * scale);
  else if (shape.kind === 'ellipse') context.ellipse(0, 0, shape.rx * scale, shape.ry * scale, 0, 0, Math.PI * 2);
  else {
    for (const { x, y } of shape.points) context.lineTo(x * scale, y * scale);
    context.closePath();
  }
}

function paintLabel({ context, view: { scale }, theme, font }: AreasPainting, { shape, label }: HallArea): void {
  if (label === null) return;
  const size = Math.min(LARGEST_TEXT_PX, (label.size ?? USUAL_TEXT_SIZE) * scale);
  if (size < SMALLEST_TEXT_PX) return;
  const middle = shape.kind === 'rectangle' ? { x: shape.width / 2, y: shape.height / 2 } : { x: 0, y: 0 };
  const { x, y } = label.at ?? middle;
  context.font = `600 ${size}px ${font}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = theme.label;
  context.fillText(label.text, x * scale, y * scale);
}
