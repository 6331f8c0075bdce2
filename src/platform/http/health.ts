import { messageOf } from '../observability/message-of.ts';
import { within } from '../timing/within.ts';
import { answerJson } from './json-response.ts';
import type { HttpRoute } from './route.ts';
import { pathOf } from './url-path.ts';

/** Resolves with how the part is, in a word (`up`, `embedded`); rejects when the node can't serve without it. */
export type ReadinessProbe = () => Promise<string>;

export interface Readiness {
  status: 'ready' | 'not ready';
  /** By name: the probe's word, or `down: <why>`. */
  parts: Record<string, string>;
}

const PROBE_LIMIT_MS = 1_000;
/** Shorter, so that a part that hangs is told of before the probe itself counts as failed. */
const OPTIONAL_PROBE_LIMIT_MS = 800;

/** `GET /health`: 200 as long as the process serves at all, also while it stops. */
export const healthRoute: HttpRoute = (request, response) => {
  if (pathOf(request) !== '/health') return false;
  answerJson(response, 200, { status: 'alive' });
  return true;
};

/** `GET /ready`: 200 when every part is up and the node is not stopping, else 503; each part by name. */
export function createReadyRoute(probes: Record<string, ReadinessProbe>, isStopping: () => boolean): HttpRoute {
  return async (request, response) => {
    if (pathOf(request) !== '/ready') return false;
    const readiness = await checkReadiness(probes);
    if (isStopping()) readiness.status = 'not ready';
    answerJson(response, readiness.status === 'ready' ? 200 : 503, readiness);
    return true;
  };
}

async function checkReadiness(probes: Record<string, ReadinessProbe>): Promise<Readiness> {
  let status: Readiness['status'] = 'ready';
  const parts = await Promise.all(
    Object.entries(probes).map(async ([name, probe]): Promise<[string, string]> => {
      try {
        return [name, await withinLimit(probe)];
      } catch (error) {
        status = 'not ready';
        return [name, downBecause(error)];
      }
    }),
  );
  return { status, parts: Object.fromEntries(parts) };
}

/** The probe of a part that the node can serve without: told as `down: <why>`, and the node stays ready. */
export function optionalProbe(probe: ReadinessProbe): ReadinessProbe {
  return async () => {
    try {
      return await withinLimit(probe, OPTIONAL_PROBE_LIMIT_MS);
    } catch (error) {
      return downBecause(error);
    }
  };
}

/** The probe, asked once a second at most, however many ask: probes write, and anybody may ask. */
export function onceASecond(probe: ReadinessProbe): ReadinessProbe {
  let last: { asked_ms: number; answer: Promise<string> } | null = null;
  return () => {
    const now_ms = performance.now();
    if (last === null || now_ms - last.asked_ms >= PROBE_LIMIT_MS) {
      last = { asked_ms: now_ms, answer: probe() };
      last.answer.catch(() => undefined);
    }
    return last.answer;
  };
}

function downBecause(error: unknown): string {
  return `down: ${messageOf(error)}`;
}

/** Asynchronous also where a probe throws at once. */
async function withinLimit(probe: ReadinessProbe, limit_ms = PROBE_LIMIT_MS): Promise<string> {
  return await within(limit_ms, probe(), () => new Error(`no answer within ${limit_ms} ms`));
}
