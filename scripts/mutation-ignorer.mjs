// What Stryker leaves alone: words for people. No test shall hold the text of a log line or of an error that is a bug.

const LOGGERS = new Set(['logger', 'log']);
const LEVELS = new Set(['debug', 'info', 'warn', 'error', 'fatal', 'child']);

/** `logger.warn(…)`, `deps.logger.info(…)`, `logger[level](…)`; not `log.append(…)`, which is the event log. */
function isLogCall({ node }) {
  if (node.type !== 'ExpressionStatement' || node.expression.type !== 'CallExpression') return false;
  const { callee } = node.expression;
  if (callee.type !== 'MemberExpression') return false;
  const { object, property, computed } = callee;
  const name = object.type === 'MemberExpression' ? object.property.name : object.name;
  return LOGGERS.has(name) && (computed || LEVELS.has(property.name));
}

/** `if (…) logger.info(…)`: the condition decides about nothing else. */
function isLogCondition({ node }) {
  return node.type === 'IfStatement' && !node.alternate && isLogCall({ node: node.consequent });
}

/** `new SomeError('text', …)`, `super('text')` of an error. */
function isMessage(path) {
  const { node, parent, key, listKey } = path;
  if (node.type !== 'StringLiteral' && node.type !== 'TemplateLiteral') return false;
  if (listKey !== 'arguments' || key !== 0) return false;
  if (parent.type === 'NewExpression') return /Error$/.test(parent.callee.name ?? '');
  return parent.type === 'CallExpression' && parent.callee.type === 'Super';
}

const value = {
  /** Why the node is left alone, or undefined. */
  shouldIgnore(path) {
    if (isLogCall(path) || isLogCondition(path)) return 'a log line';
    if (isMessage(path)) return 'the text of an error';
    return undefined;
  },
};

/** As of Stryker's plugin API. */
export const strykerPlugins = [{ kind: 'Ignore', name: 'words', value }];
