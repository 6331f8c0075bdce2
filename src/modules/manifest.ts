import type { DomainError, ErrorCode } from '../shared/errors.ts';

// The constructors' parameters are of no interest here.
type DomainErrorClass = new (...args: never[]) => DomainError;

/**
 * What a module declares in its index.ts, beside its services (added to `Services` of schema/context.ts), the prefixes of its
 * ids (added to `IdPrefixes` of platform/ids.ts) and its GraphQL types (by importing its *.schema.ts). app/modules.ts lists
 * the manifests; nothing else has to know that a module exists.
 */
export interface ModuleManifest {
  /** Its own codes of expected errors, with their descriptions in the enum ErrorCode. */
  errorCodes?: { readonly [Code in ErrorCode]?: string };
  /** Its expected errors that a retry with the same idempotency key is answered with again. */
  storableErrors?: readonly DomainErrorClass[];
}
