import type { DueWorker } from '../../platform/jobs/due-worker.ts';
import { createReports } from '../../platform/observability/reports.ts';
import { withTypedOutages } from '../../platform/outages/outage-guard.ts';
import { deleteInTurns } from '../../platform/postgres/delete-in-turns.ts';
import { readStatement } from '../../platform/postgres/statement-file.ts';
import type { ModuleManifest } from '../manifest.ts';
import { AdmissionSync, createAdmittedReader } from './admission-sync.ts';
import { createDrawRoute } from './draw-route.ts';
import { createEntryJoiner } from './entry-joiner.ts';
import { LiveRooms } from './live-rooms.ts';
import { createRoomTransactions } from './room-rows.ts';
import { type RoomReports, RoomTicker } from './room-ticker.ts';
import { createRoomWorker } from './room-worker.ts';
import './waiting-room.schema.ts';
import { createWaitingRoomService, type WaitingRoomService } from './waiting-room.service.ts';

const FORGET_ENTRIES = readStatement(new URL('./sql/forget-entries.sql', import.meta.url));
/** After the show has begun: the list of a draw can be checked for so long. */
const KEPT_DAYS = 90;

declare module '../../schema/context.ts' {
  interface Services {
    waitingRooms: WaitingRoomService;
  }
}

declare module '../manifest.ts' {
  interface Components {
    admissionSync: AdmissionSync;
    liveRooms: LiveRooms;
    roomReports: RoomReports;
    roomWorker: DueWorker;
    waitingRooms: WaitingRoomService;
  }
}

declare module '../../platform/ids.ts' {
  interface IdPrefixes {
    waitingentry: true;
  }
}

export const waitingRoomModule = {
  errorCodes: {
    NOT_ADMITTED: 'The show has a waiting room, and the caller is not admitted.',
  },
  components: {
    admissionSync({ database, store, history }) {
      const sync = new AdmissionSync({ reader: createAdmittedReader(database), store });
      history.onNewEpoch(() => sync.renew());
      return sync;
    },
    liveRooms({ database, history, logger }) {
      const rooms = new LiveRooms({ database, logger });
      history.onNewEpoch(() => rooms.renew());
      return rooms;
    },
    roomReports: () => createReports(),
    roomWorker({ database, store, admissionSync: sync, roomReports: reports, logger }) {
      const ticker = new RoomTicker({ rooms: createRoomTransactions(database), store, sync, reports, logger });
      return createRoomWorker({ database, ticker, logger });
    },
    waitingRooms: ({ database, shows, store, liveRooms: rooms, limits, proofs, roomWorker: worker }) => {
      const joiner = createEntryJoiner(database);
      return createWaitingRoomService({ database, shows, store, rooms, joiner, limits, proofs, worker });
    },
  },
  services: {
    waitingRooms: ({ waitingRooms, logger }) => withTypedOutages(waitingRooms, logger),
  },
  workers: [{ on: 'worker', worker: ({ roomWorker }) => roomWorker }],
  runs: [
    {
      name: 'waiting rooms',
      on: 'api',
      stage: 'after consumers',
      start: () => undefined,
      stop: ({ liveRooms }) => liveRooms.stop(),
    },
  ],
  routes: [
    {
      method: 'GET',
      path: '/waiting-rooms/{show}/draw.txt',
      handler: ({ database, shows }) => createDrawRoute({ database, shows }),
    },
  ],
  housekeeping: {
    'waiting room entries':
      ({ database }) =>
      () =>
        deleteInTurns(database, FORGET_ENTRIES, [KEPT_DAYS]),
  },
  metrics(metrics, { liveRooms, roomReports }) {
    metrics.gauge(
      'waiting_room_followers',
      'Entries of waiting rooms that are followed on this node.',
      () => liveRooms.followedEntries,
    );
    roomReports.listen(
      metrics.counter(
        'waiting_room_total',
        'What this node has done in waiting rooms: admissions, their ends, and locks refused to buyers who were not admitted.',
        'what',
      ),
    );
  },
} as const satisfies ModuleManifest;
