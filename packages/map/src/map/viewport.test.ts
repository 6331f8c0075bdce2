import { describe, expect, it } from 'vitest';
import { Viewport } from './viewport.ts';

const HALL = { left: 0, top: 0, right: 1000, bottom: 500 };

function viewport() {
  const shown = new Viewport(HALL, 2);
  shown.resize({ width: 500, height: 500 });
  return shown;
}

describe('viewport', () => {
  it('begins with the whole hall, centred', () => {
    expect(viewport().view).toEqual({ scale: 0.5, left: 0, top: 125 });
    expect(viewport().isWhole).toBe(true);
  });

  it('leaves a foot free of the whole hall, and lets every seat be moved out of it', () => {
    const shown = new Viewport(HALL, 2, { foot_px: 60 });
    shown.resize({ width: 1000, height: 360 });
    expect(shown.toScreen({ x: 500, y: 500 }).y).toBeCloseTo(300);
    shown.set(shown.zoomedBy(2));
    shown.panBy(0, -9_999);
    expect(shown.toScreen({ x: 500, y: 500 }).y).toBeCloseTo(300);
  });

  it('leaves a head free once it is nearer than the whole hall, without a jump on the way', () => {
    const shown = new Viewport(HALL, 2, { head_px: 60 });
    shown.resize({ width: 1000, height: 500 });
    expect(shown.toScreen({ x: 500, y: 0 }).y).toBeCloseTo(0);
    shown.set(shown.zoomedBy(1.01, { x: 500, y: 0 }));
    expect(Math.abs(shown.toScreen({ x: 500, y: 0 }).y)).toBeLessThan(3);
    shown.set(shown.zoomedBy(1.5));
    shown.panBy(0, 9_999);
    expect(shown.toScreen({ x: 500, y: 0 }).y).toBeCloseTo(60);
    const part = shown.fitting({ left: 400, right: 600, top: 200, bottom: 400 });
    shown.set({ ...part });
    expect(shown.toScreen({ x: 500, y: 200 }).y).toBeGreaterThanOrEqual(60 - 0.001);
    expect(shown.toScreen({ x: 500, y: 400 }).y).toBeLessThanOrEqual(500 + 0.001);
    expect(shown.middleOf(shown.view).y).toBeCloseTo(300);
  });

  it('has room for names above the whole hall where it fills the height, and only there', () => {
    const names = { px: 20, from: 0.3 };
    const shown = new Viewport(HALL, 2, { head_px: 60, names });
    shown.resize({ width: 1000, height: 320 });
    expect(shown.view.scale).toBeCloseTo(0.6);
    expect(shown.toScreen({ x: 500, y: 0 }).y).toBeCloseTo(20);
    expect(shown.toScreen({ x: 500, y: 500 }).y).toBeCloseTo(320);
    shown.set(shown.zoomedBy(1.01, { x: 500, y: 20 }));
    expect(Math.abs(shown.toScreen({ x: 500, y: 0 }).y - 20)).toBeLessThan(3);
    // There is room above it: it stays in the middle.
    shown.set(shown.whole());
    shown.resize({ width: 500, height: 400 });
    expect(shown.view).toEqual({ scale: 0.5, left: 0, top: 75 });
    // Too small for names above it.
    shown.resize({ width: 1000, height: 140 });
    expect(shown.view.scale).toBeCloseTo(0.28);
    expect(shown.toScreen({ x: 500, y: 0 }).y).toBeCloseTo(0);
  });

  it('keeps the place below the pointer when it zooms', () => {
    const shown = viewport();
    const at = { x: 100, y: 250 };
    const place = shown.toPlan(at);
    shown.set(shown.zoomedBy(3, at));
    expect(shown.toPlan(at).x).toBeCloseTo(place.x);
    expect(shown.toScreen(place).y).toBeCloseTo(at.y);
  });

  it('neither comes too near nor shows more than the hall nor leaves its edges', () => {
    const shown = viewport();
    shown.set(shown.zoomedBy(100));
    expect(shown.view.scale).toBe(2);
    shown.panBy(9_999, 9_999);
    expect(shown.toPlan({ x: 0, y: 0 })).toEqual({ x: 0, y: 0 });
    shown.panBy(-9_999, -9_999);
    expect(shown.toPlan({ x: 500, y: 500 })).toEqual({ x: 1000, y: 500 });
    shown.set(shown.zoomedBy(0.001));
    expect(shown.view).toEqual(viewport().view);
  });

  it('stays whole when its window changes, or keeps its centre', () => {
    const shown = viewport();
    shown.resize({ width: 1000, height: 500 });
    expect(shown.view.scale).toBe(1);
    shown.set(shown.centredOn({ x: 300, y: 200 }, 2));
    shown.resize({ width: 400, height: 300 });
    expect(shown.toPlan({ x: 200, y: 150 })).toEqual({ x: 300, y: 200 });
  });
});
