import type { Principal } from '../shared/principal.ts';

/** The rights that the kit itself asks for: to have things of one's own, to use the operations of organisers, and to have a list counted. */
export type KitRight = 'buy' | 'organise' | 'list.count';

type Decide = (caller: Principal | null, right: KitRight) => boolean;

let decide: Decide = () => {
  throw new Error('No module has said who may do what.');
};

/** The module that knows who may do what says so when it adds its types: the kit is below it. */
export function decideRights(by: Decide): void {
  decide = by;
}

export function may(caller: Principal | null, right: KitRight): boolean {
  return decide(caller, right);
}
