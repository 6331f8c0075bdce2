import type { Config } from '../config.ts';
import type { Available } from '../modules/manifest.ts';
import { oneAtATime } from '../platform/batching/one-at-a-time.ts';
import type { OutboxRelay } from '../platform/events/outbox-relay.ts';
import { assertPublishing } from '../platform/events/publishing-probe.ts';
import { onceASecond, optionalProbe, type ReadinessProbe } from '../platform/http/health.ts';
import { MODULES } from './modules.ts';
import type { Parts } from './parts.ts';
import { hasRole, runsHere } from './roles.ts';

export interface ProbeContext {
  parts: Parts;
  relay: OutboxRelay;
  available: Available;
}

/** What `/ready` of this node tells of, by the part's name there. */
export function createProbes(
  config: Config,
  { parts, relay, available }: ProbeContext,
): Record<string, ReadinessProbe> {
  return {
    ...parts.probes,
    ...(config.kafka.brokers === null ? {} : { kafka: kafkaProbe(parts, relay) }),
    outbox: oneAtATime(async () => {
      const [waiting, setAside] = await Promise.all([relay.lag(), relay.setAside()]);
      return setAside === 0 ? `${waiting} waiting` : `${waiting} waiting, ${setAside} set aside`;
    }),
    ...(hasRole(config, 'worker') ? {} : { worker: workerProbe(relay) }),
    ...moduleProbes(config, available),
  };
}

function moduleProbes(config: Config, available: Available): Record<string, ReadinessProbe> {
  const probes = MODULES.flatMap((module) => module.probes ?? []).filter(({ on }) => runsHere(config, on));
  return Object.fromEntries(probes.map(({ part, probe }) => [part, probe(available)]));
}

/** That it can be reached, and that it takes what is written. */
function kafkaProbe({ log }: Parts, relay: OutboxRelay): ReadinessProbe {
  return optionalProbe(
    onceASecond(async () => {
      await log.ping();
      await assertPublishing(relay);
      return 'up';
    }),
  );
}

/** That another node does what this one leaves to workers: seen by the relay, which runs on each of them. */
function workerProbe(relay: OutboxRelay): ReadinessProbe {
  return optionalProbe(
    onceASecond(async () => {
      if (!(await relay.isAnyActive())) throw new Error('no node with ROLE=worker is at work');
      return 'up';
    }),
  );
}
