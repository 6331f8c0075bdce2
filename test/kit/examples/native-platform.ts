import vm from 'node:vm';
import WebSocket from 'ws';

/** A view that the app has drawn: its native name, its props, what is in it. */
export interface NativeView {
  readonly tag: number;
  readonly name: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly children: readonly NativeView[];
  readonly handle: object;
}

export interface NativeApp {
  /** Everything that is on the screen, from the root on, as of now. */
  views(): NativeView[];
  /** The view with that `testID`; undefined: there is none now. */
  view(testId: string): NativeView | undefined;
  /** Resolves once that is so: now, or after some later drawing. */
  until(isSo: () => boolean): Promise<void>;
  /** Taps it, as a screen reader does. */
  press(testId: string): void;
  /** What the app has logged as warnings and errors, and what it did not catch. */
  readonly complaints: readonly string[];
  stop(): void;
}

/**
 * The native side of React Native on Android, as far as an app with views and the network needs it: the bundle's own JavaScript (React's
 * renderer, `fetch`, `WebSocket`, `URL`, `AbortController` of React Native) runs on it in a context that has nothing of Node.
 */
export function runNativeApp(bundle: string, appKey: string, initialProps: object): NativeApp {
  return new Platform(bundle).run(appKey, initialProps);
}

interface Emitter {
  emit(event: string, ...args: unknown[]): void;
}

class Platform implements NativeApp {
  readonly complaints: string[] = [];
  readonly #callable = new Map<string, () => unknown>();
  readonly #sockets = new Map<number, WebSocket>();
  readonly #requests = new Map<number, AbortController>();
  readonly #blobs = new Map<string, Buffer>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #isStopped = false;
  #root: NativeView[] = [];
  #drawn = Promise.withResolvers<void>();
  #dispatch: (handle: object, type: string, event: object) => void = () => {};

  constructor(bundle: string) {
    const context = vm.createContext(this.#globals());
    new vm.Script(bundle, { filename: 'index.android.bundle' }).runInContext(context);
  }

  run(appKey: string, initialProps: object): this {
    const parameters = { rootTag: 1, initialProps, fabric: true };
    this.#module<{ runApplication(key: string, parameters: object): void }>('AppRegistry').runApplication(
      appKey,
      parameters,
    );
    return this;
  }

  views(): NativeView[] {
    const all: NativeView[] = [];
    const walk = (view: NativeView) => {
      all.push(view);
      view.children.forEach(walk);
    };
    this.#root.forEach(walk);
    return all;
  }

  view(testId: string): NativeView | undefined {
    return this.views().find(({ props }) => props.testID === testId);
  }

  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) await this.#drawn.promise;
  }

  press(testId: string): void {
    const view = this.view(testId);
    if (!view) throw new Error(`There is no ${testId} to press.`);
    this.#dispatch(view.handle, 'topClick', { target: view.tag });
  }

  stop(): void {
    this.#isStopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets.values()) socket.terminate();
    for (const request of this.#requests.values()) request.abort();
  }

  #parentOf({ tag }: NativeView): NativeView | undefined {
    return this.views().find(({ children }) => children.some((child) => child.tag === tag));
  }

  #module<Module>(name: string): Module {
    const make = this.#callable.get(name);
    if (!make) throw new Error(`The bundle has registered no ${name}.`);
    return make() as Module;
  }

  #emit(event: string, ...args: unknown[]): void {
    if (!this.#isStopped) this.#module<Emitter>('RCTDeviceEventEmitter').emit(event, ...args);
  }

  #globals(): object {
    const modules: Record<string, object | undefined> = this.#modules();
    const complain = (...words: unknown[]) => void this.complaints.push(words.map(String).join(' '));
    const after = (start: typeof setTimeout | typeof setInterval) => (call: () => void, ms?: number) => {
      const timer = start(() => void (this.#isStopped || call()), ms) as NodeJS.Timeout;
      this.#timers.add(timer);
      return timer;
    };
    const globals: Record<string, unknown> = {
      RN$Bridgeless: true,
      RN$registerCallableModule: (name: string, make: () => unknown) => void this.#callable.set(name, make),
      RN$useAlwaysAvailableJSErrorHandling: true,
      RN$handleException: (error: unknown) => complain(error),
      __turboModuleProxy: (name: string) => modules[name] ?? null,
      nativeModuleProxy: modules,
      nativeFabricUIManager: this.#uiManager(),
      nativeRuntimeScheduler: undefined,
      nativePerformanceNow: () => performance.now(),
      nativeLoggingHook: (text: string, level: number) => void (level >= 2 && complain(text)),
      setTimeout: after(setTimeout),
      setInterval: after(setInterval),
      clearTimeout,
      clearInterval,
      setImmediate: after(setTimeout),
      clearImmediate: clearTimeout,
      queueMicrotask,
      requestAnimationFrame: (call: (now: number) => void) => after(setTimeout)(() => call(performance.now()), 16),
      cancelAnimationFrame: clearTimeout,
      console: { log: () => {}, info: () => {}, debug: () => {}, trace: () => {}, warn: complain, error: complain },
    };
    globals.global = globals;
    return globals;
  }

  #modules(): Record<string, object> {
    const screen = { width: 400, height: 800, scale: 2, fontScale: 1 };
    const reactNativeVersion = { major: 0, minor: 0, patch: 0, prerelease: null };
    const constants = (values: object) => ({ getConstants: () => values });
    return {
      PlatformConstants: constants({
        isTesting: false,
        reactNativeVersion,
        Version: 36,
        Release: '16',
        uiMode: 'normal',
      }),
      DeviceInfo: constants({
        Dimensions: { windowPhysicalPixels: screen, screenPhysicalPixels: screen, window: screen, screen },
      }),
      SourceCode: constants({ scriptURL: 'index.android.bundle' }),
      NativeMicrotasksCxx: { queueMicrotask },
      NativePerformanceCxx: { now: () => performance.now() },
      NativeDOMCxx: {
        linkRootNode: () => ({}),
        getParentNode: (view: NativeView) => this.#parentOf(view)?.handle ?? null,
      },
      // None is on.
      NativeReactNativeFeatureFlagsCxx: new Proxy({}, { get: () => () => false }),
      ExceptionsManager: { reportException: ({ message }: { message: string }) => this.complaints.push(message) },
      WebSocketModule: this.#webSockets(),
      Networking: this.#networking(),
      BlobModule: this.#blobModule(),
      FileReaderModule: { readAsText: async ({ blobId }: { blobId: string }) => String(this.#blobs.get(blobId)) },
    };
  }

  #webSockets(): object {
    return {
      connect: (url: string, protocols: string[] | null, _options: object, id: number) => {
        const socket = new WebSocket(url, [...(protocols ?? [])]);
        this.#sockets.set(id, socket);
        socket.on('open', () => this.#emit('websocketOpen', { id, protocol: socket.protocol }));
        socket.on('message', (data) => this.#emit('websocketMessage', { id, type: 'text', data: String(data) }));
        socket.on('error', ({ message }) => this.#emit('websocketFailed', { id, message }));
        socket.on('close', (code, reason) => {
          this.#sockets.delete(id);
          this.#emit('websocketClosed', { id, code, reason: String(reason) });
        });
      },
      send: (text: string, id: number) => this.#sockets.get(id)?.send(text),
      close: (code: number, reason: string, id: number) => this.#sockets.get(id)?.close(code, reason),
      addListener() {},
      removeListeners() {},
    };
  }

  /** Answers are handed over as blobs, which their reader reads as text later on. */
  #networking(): object {
    const send = async (id: number, url: string, init: RequestInit) => {
      const ending = new AbortController();
      this.#requests.set(id, ending);
      try {
        const response = await fetch(url, { ...init, signal: ending.signal });
        this.#emit('didReceiveNetworkResponse', [id, response.status, Object.fromEntries(response.headers), url]);
        const bytes = Buffer.from(await response.arrayBuffer());
        this.#blobs.set(`answer-${id}`, bytes);
        this.#emit('didReceiveNetworkData', [id, { blobId: `answer-${id}`, offset: 0, size: bytes.length }]);
        this.#emit('didCompleteNetworkResponse', [id, null]);
      } catch (error) {
        this.#emit('didCompleteNetworkResponse', [id, String(error)]);
      } finally {
        this.#requests.delete(id);
      }
    };
    return {
      sendRequest: (method: string, url: string, id: number, headers: [string, string][], data?: { string?: string }) =>
        void send(id, url, {
          method,
          headers: headers.map(([name, value]) => [name, value]),
          body: data?.string ?? null,
        }),
      abortRequest: (id: number) => this.#requests.get(id)?.abort(),
      addListener() {},
      removeListeners() {},
    };
  }

  #blobModule(): object {
    return {
      getConstants: () => ({ BLOB_URI_SCHEME: 'content', BLOB_URI_HOST: null }),
      addNetworkingHandler() {},
      createFromParts: (parts: { data: string }[], id: string) =>
        void this.#blobs.set(id, Buffer.from(parts.map(({ data }) => data).join(''))),
      release: (id: string) => void this.#blobs.delete(id),
    };
  }

  /** Keeps what React draws: each change is a new tree of views that is shown as a whole. */
  #uiManager(): object {
    type Made = { -readonly [Key in keyof NativeView]: NativeView[Key] } & { children: NativeView[] };
    return {
      createNode: (tag: number, name: string, _root: number, props: object, handle: object): Made => ({
        ...{ tag, name, handle, children: [] },
        props: { ...props },
      }),
      cloneNode: (view: Made): Made => ({ ...view, children: [...view.children] }),
      cloneNodeWithNewChildren: (view: Made, children: NativeView[] = []): Made => ({ ...view, children }),
      cloneNodeWithNewProps: (view: Made, props: object): Made => ({
        ...{ ...view, props: { ...view.props, ...props } },
        children: [...view.children],
      }),
      cloneNodeWithNewChildrenAndProps: (view: Made, ...[one, two]: [NativeView[] | object, object?]): Made => {
        const children = Array.isArray(one) ? one : [];
        return { ...view, props: { ...view.props, ...(two ?? one) }, children };
      },
      createChildSet: (): NativeView[] => [],
      appendChild: (parent: Made, child: NativeView) => void parent.children.push(child),
      appendChildToSet: (set: NativeView[], child: NativeView) => void set.push(child),
      completeRoot: (_root: number, set: NativeView[]) => {
        this.#root = set;
        this.#drawn.resolve();
        this.#drawn = Promise.withResolvers();
      },
      registerEventHandler: (handler: (handle: object, type: string, event: object) => void) => {
        this.#dispatch = handler;
      },
      unstable_DefaultEventPriority: 1,
      unstable_DiscreteEventPriority: 1,
      unstable_ContinuousEventPriority: 2,
      unstable_IdleEventPriority: 3,
      unstable_getCurrentEventPriority: () => 1,
      setIsJSResponder() {},
    };
  }
}
