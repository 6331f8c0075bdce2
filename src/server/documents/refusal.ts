import { type ASTNode, GraphQLError } from 'graphql';

/** The error of a document, or of what came with it, that asks for more than is allowed. */
export function refusal(message: string, node?: ASTNode): GraphQLError {
  return new GraphQLError(message, { ...(node ? { nodes: [node] } : {}), extensions: { code: 'BAD_USER_INPUT' } });
}
