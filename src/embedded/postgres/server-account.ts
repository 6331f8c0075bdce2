import { execFileSync, spawnSync } from 'node:child_process';
import { StartupError } from '../../platform/processes/startup-error.ts';

/** As whom PostgreSQL's programs run, and how they are called for that. */
export interface ServerAccount {
  /** Null: as whoever we are. Otherwise the folder of the cluster must belong to this user. */
  readonly owner: { uid: number; gid: number } | null;
  /** What to spawn in place of the program, and as whom. */
  call(
    program: string,
    args: readonly string[],
  ): { command: string; args: string[]; user?: { uid: number; gid: number } };
}

// Searching folders is all that is needed; containers often grant only the wider one.
const CAPABILITIES = ['+dac_read_search', '+dac_override'];
const CANDIDATES = ['postgres', '_postgres', 'nobody'];

/**
 * PostgreSQL refuses to run as root, so when we are root it runs as an ordinary user: `currentOwner` (the cluster's, when
 * there is one), else one that the system has. That user must be able to enter `folder` and to run `program`; where a
 * parent folder is closed to it, as in /root, Linux can lend it root's right to pass.
 * Throws StartupError when there is no such way.
 */
export function serverAccount(folder: string, program: string, currentOwner: number | null): ServerAccount {
  if (process.getuid?.() !== 0) return { owner: null, call: (command, args) => ({ command, args: [...args] }) };
  const owner = findOwner(currentOwner);
  const reaches = (command: string, args: string[], user?: { uid: number; gid: number }) =>
    spawnSync(command, [...args, '/bin/sh', '-c', 'cd "$0" && "$1" -V', folder, program], {
      cwd: '/',
      stdio: 'ignore',
      ...user,
    }).status === 0;
  if (reaches('/usr/bin/env', [], owner)) {
    return { owner, call: (command, args) => ({ command, args: [...args], user: owner }) };
  }
  for (const capability of CAPABILITIES) {
    const lend = [
      ...[`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'],
      // The secure bit makes access(2), with which initdb looks for its programs, heed the lent right too.
      ...[`--inh-caps=${capability}`, `--ambient-caps=${capability}`, '--securebits=+no_setuid_fixup', '--'],
    ];
    if (reaches('setpriv', lend)) {
      return { owner, call: (command, args) => ({ command: 'setpriv', args: [...lend, command, ...args] }) };
    }
  }
  throw new StartupError(
    `DATA_DIR: PostgreSQL can't run as root, and the user it runs as instead (${owner.uid}) can't enter ${folder} or run ` +
      `${program}: use a folder outside /root, start as an ordinary user, or set DATABASE_URL.`,
  );
}

function findOwner(currentOwner: number | null): { uid: number; gid: number } {
  if (currentOwner !== null && currentOwner !== 0)
    return { uid: currentOwner, gid: id('-g', String(currentOwner)) ?? currentOwner };
  for (const name of CANDIDATES) {
    const uid = id('-u', name);
    const gid = id('-g', name);
    if (uid !== null && gid !== null) return { uid, gid };
  }
  throw new StartupError(
    "DATABASE_URL: the built-in PostgreSQL can't run as root and this system has neither a user postgres nor nobody: " +
      'start as an ordinary user, or set DATABASE_URL.',
  );
}

function id(flag: '-u' | '-g', name: string): number | null {
  try {
    return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  } catch {
    return null;
  }
}
