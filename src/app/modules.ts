import type { Components, Declared, ModuleManifest } from '../modules/manifest.ts';
import type { Services } from '../schema/context.ts';
import { IllegalStateError, InvalidInputError, LimitExceededError, NotFoundError } from '../shared/errors.ts';
import * as LISTED from './module-list.ts';

/** Every module of the list: its import alone registers its GraphQL types. */
export const MODULES: readonly ModuleManifest[] = Object.values(LISTED);

/** What they say together, for the modules that need to know it. */
export const DECLARED: Declared = {
  storableErrors: [
    InvalidInputError,
    NotFoundError,
    IllegalStateError,
    LimitExceededError,
    ...MODULES.flatMap(({ storableErrors = [] }) => storableErrors),
  ],
  effects: MODULES.flatMap(({ consumers = [] }) => consumers.flatMap(({ effect, group }) => (effect ? [group] : []))),
};

type NamesIn<Manifest, Section extends string> = Manifest extends { readonly [_ in Section]: infer Factories }
  ? keyof Factories
  : never;
type None<Name extends never> = Name;
type Manifest = (typeof LISTED)[keyof typeof LISTED];
/** Does not compile while a module adds a component or a service to the types, and no manifest makes it. */
export type MissingComponents =
  | None<Exclude<keyof Components, NamesIn<Manifest, 'components'> | NamesIn<Manifest, 'opened'>>>
  | None<Exclude<keyof Services, NamesIn<Manifest, 'services'>>>;
