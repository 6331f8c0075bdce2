import type { View } from './viewport.ts';

const GLIDE_MS = 260;

/**
 * Moves from one view to another in small steps, or at once for those who asked for less motion. Ends early by calling the
 * returned function.
 */
export function glide(from: View, to: View, step: (view: View) => void): () => void {
  if (prefersReducedMotion()) {
    step(to);
    return () => {};
  }
  const startedAt = performance.now();
  let frame = requestAnimationFrame(next);
  function next(now: number): void {
    const progress = Math.min(1, Math.max(0, (now - startedAt) / GLIDE_MS));
    const share = 1 - (1 - progress) ** 3;
    step(progress === 1 ? to : between(from, to, share));
    if (progress < 1) frame = requestAnimationFrame(next);
  }
  return () => cancelAnimationFrame(frame);
}

export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Even in zoom, which is a matter of factors, and towards the place that both views share. */
function between(from: View, to: View, share: number): View {
  const scale = from.scale * (to.scale / from.scale) ** share;
  const way = to.scale === from.scale ? share : (scale - from.scale) / (to.scale - from.scale);
  return { scale, left: from.left + (to.left - from.left) * way, top: from.top + (to.top - from.top) * way };
}
