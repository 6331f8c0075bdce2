import { EVENT_TYPES } from '../modules/events/event-routes.ts';
import { type LogMeasures, measureEventLog } from '../platform/events/measured-event-log.ts';
import type { Metrics } from '../platform/observability/metrics.ts';
import type { Parts } from './parts.ts';

/** The live map's group has the node's id, and one of its own, in its name. */
const GROUP_OF_NODE = /^live-map-.*$/;
const KNOWN = new Set<string>(EVENT_TYPES);

/** The parts, with figures of the event log. */
export function withEventFigures(parts: Parts, metrics: Metrics, topicPrefix: string): Parts {
  return { ...parts, log: measureEventLog(parts.log, eventFigures(metrics, topicPrefix)) };
}

function eventFigures(metrics: Metrics, topicPrefix: string): LogMeasures {
  const countSent = metrics.tallies('events_sent_total', 'Events that this node has published, by type.', 'type');
  const noteDelay = metrics.histogram(
    'event_delay_seconds',
    'How long after an event was written its effect was there, by consumer.',
    'consumer',
  );
  const own = `${topicPrefix}seatwire-`;
  return {
    onSent: (type, count) => countSent(KNOWN.has(type) ? type : 'other', count),
    onHandled(groupId, delay_ms) {
      const name = groupId.startsWith(own) ? groupId.slice(own.length) : groupId;
      noteDelay(name.replace(GROUP_OF_NODE, 'live-map'), delay_ms);
    },
  };
}
