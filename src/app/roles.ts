import type { Config } from '../config.ts';
import type { Role, RunsOn } from '../modules/manifest.ts';

/** Whether a node with these settings has the role. */
export function hasRole({ nodeRole }: Pick<Config, 'nodeRole'>, asked: Role): boolean {
  return nodeRole === 'all' || nodeRole === asked;
}

/** Whether what runs on such nodes runs on a node with these settings. */
export function runsHere(config: Pick<Config, 'nodeRole'>, on: RunsOn): boolean {
  return on === 'every node' || hasRole(config, on);
}
