import type { Browser, BrowserContext } from 'playwright-core';

/** What a page has drawn with, from before its own code ran. */
export interface Drawn {
  /** Each size that a canvas was given. */
  sides: number[];
  /** In all canvases, as they are now. */
  pixels: number;
  /** Shapes, texts and pictures drawn on canvases. */
  operations: number;
  texts: string[];
}

/** Notes what is drawn on canvases; to be read by `drawnBy`. */
export async function noteDrawing(context: BrowserContext): Promise<void> {
  await context.addInitScript(NOTE_DRAWING);
}

export function drawnBy(page: { evaluate(script: string): Promise<unknown> }): Promise<Drawn> {
  return page.evaluate('drawn.read()') as Promise<Drawn>;
}

const NOTE_DRAWING = `
  globalThis.drawn = { canvases: new Set(), sides: [], operations: 0, texts: new Set() };
  drawn.read = () => ({
    sides: drawn.sides,
    pixels: [...drawn.canvases].reduce((sum, { width, height }) => sum + width * height, 0),
    operations: drawn.operations,
    texts: [...drawn.texts],
  });
  for (const side of ['width', 'height']) {
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side);
    Object.defineProperty(HTMLCanvasElement.prototype, side, {
      get,
      set(value) { drawn.canvases.add(this); drawn.sides.push(value); set.call(this, value); },
    });
  }
  for (const name of ['fill', 'stroke', 'fillRect', 'drawImage', 'fillText']) {
    const draw = CanvasRenderingContext2D.prototype[name];
    CanvasRenderingContext2D.prototype[name] = function (...args) {
      drawn.operations += 1;
      if (name === 'fillText') drawn.texts.add(args[0]);
      return draw.apply(this, args);
    };
  }`;

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Processor time of the thread, in µs. */
  tdur?: number;
  args?: { name?: string };
}

/**
 * The processor times of the tasks of all pages' main threads while something is done, the longest first, in ms. How long they took by the
 * clock depends on what else the machine does; this hardly does.
 */
export async function tasksDuring(browser: Browser, work: () => Promise<void>): Promise<number[]> {
  const session = await browser.newBrowserCDPSession();
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => void events.push(...(value as unknown as TraceEvent[])));
  const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['disabled-by-default-devtools.timeline', '__metadata'] },
  });
  try {
    await work();
  } finally {
    await session.send('Tracing.end');
    await complete;
    await session.detach();
  }
  const mainThreads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid}:${tid}`),
  );
  return events
    .filter(({ name, pid, tid }) => name === 'RunTask' && mainThreads.has(`${pid}:${tid}`))
    .map(({ tdur = 0 }) => tdur / 1_000)
    .sort((a, b) => b - a);
}
