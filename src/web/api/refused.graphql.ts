/**
 * What every refusal says, and what some say beside it: put into each mutation's answer, whatever its union has. The limit's wait
 * has another name, as the other members' is never null and a document has one type for it.
 */
export const REFUSED = /* GraphQL */ `fragment Refused on Error {
  code message
  ... on ServiceUnavailableError { retryAfterSeconds }
  ... on InvalidInputError { issues { path message code minimum maximum relatedPath } }
  ... on CodeNotApplicableError { reason }
  ... on LimitExceededError { limit limitRetryAfterSeconds: retryAfterSeconds }
}`;
