import type { Frame } from './viewport.ts';

/** No bitmap has a longer side: beyond it phones refuse to draw, and a single one costs hundreds of megabytes. */
export const MAX_BITMAP_SIDE_PX = 4_096;

/** The pixel ratio at which a bitmap for so many CSS pixels stays within the bound: the one that is wanted, or less. */
export function boundedRatio({ width, height }: Frame, pixelRatio: number): number {
  return Math.min(pixelRatio, MAX_BITMAP_SIDE_PX / Math.max(1, width, height));
}

/** An empty bitmap of so many device pixels, at most as large as the bound allows. */
export function createBitmap(width: number, height: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = bounded(width);
  canvas.height = bounded(height);
  return canvas;
}

function bounded(side: number): number {
  return Math.min(MAX_BITMAP_SIDE_PX, Math.max(1, Math.ceil(side)));
}
