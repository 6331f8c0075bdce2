import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** Everything that the product reads: a test must not inherit what the machine has set. */
const SETTINGS =
  /^(PORT|HOST|HTTP_CONNECTIONS_|PUBLIC_URL|DATABASE_URL|REDIS_|KAFKA_|SEAT_LOCK_|BUYER_|READING_|FAIR_SHARE_|SOCKET|SUBSCRIPTIONS_|ALLOWED_ORIGINS|TRUSTED_PROXIES|SMTP_URL|MAIL_|SELLER_|OFFICE_|AUTH_|CUSTOMER_DATA_|NOTIFICATION_|ENDED_LOCKS_|IDEMPOTENCY_|GUEST_SESSIONS_|HELD_SEATS_|SEAT_HOLDS_|LOCK_CHANGES_|UNPAID_|DECLINED_|REFUNDS_|DATA_DIR|DEMO|LOG_LEVEL|NODE_ID|ROLE)/;

export interface ProductProcess {
  readonly child: ChildProcess;
  readonly lines: string[];
  /** Resolves with the first line that matches, also one that was written already; rejects when the process ends first. */
  line(pattern: RegExp): Promise<RegExpExecArray>;
  /** Resolves with the exit code when the process and all that write to its output have ended. */
  readonly ended: Promise<number | null>;
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Runs a file of the repository on this Node, with these settings and no others. */
export function runProduct(file: string, env: Record<string, string>, args: readonly string[] = []): ProductProcess {
  return runInRepository(process.execPath, [`${ROOT}${file}`, ...args], env);
}

/** Runs a program in the repository's folder, with these settings and no others; both its outputs become `lines`. */
export function runInRepository(command: string, args: readonly string[], env: Record<string, string>): ProductProcess {
  const inherited = Object.entries(process.env).filter(([name]) => !SETTINGS.test(name));
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      changed();
    });
  }
  let hasEnded = false;
  const ended = once(child, 'close').then(([code]) => {
    hasEnded = true;
    changed();
    return code as number | null;
  });
  return {
    child,
    lines,
    ended,
    line(pattern) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const match = lines.map((line) => pattern.exec(line)).find((result) => result !== null);
          if (!match && !hasEnded) return;
          listeners.delete(look);
          if (match) resolve(match);
          else reject(new Error(`It ended without a line like ${pattern}:\n${lines.join('\n')}`));
        };
        listeners.add(look);
        look();
      });
    },
    async stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}
