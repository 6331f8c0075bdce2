import { type ASTVisitor, GraphQLError, type ValidationContext } from 'graphql';
import { tooExpensive } from './cost-errors.ts';
import { costPlanOf } from './cost-plan.ts';
import { totalCost } from './expression.ts';
import { MAX_COST, MAX_SUBSCRIPTION_COST } from './limits.ts';

/**
 * A validation rule, the same for HTTP and WebSocket: refuses operations that are too much work whatever their variables
 * and however small the halls are. The others are priced when both are known: see cost/.
 */
export function documentCostRule(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(operation) {
      const { cost } = costPlanOf(context.getSchema(), context.getDocument(), operation);
      const least = { variables: null, halls: new Map(), otherHall: null, longestLists: false, memory: new Map() };
      const total = totalCost(cost, least);
      const limit = operation.operation === 'subscription' ? MAX_SUBSCRIPTION_COST : MAX_COST;
      if (total <= limit) return;
      const { message, extensions } = tooExpensive(total, limit);
      context.reportError(new GraphQLError(message, { nodes: [operation], extensions }));
    },
  };
}
