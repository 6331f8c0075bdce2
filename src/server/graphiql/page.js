// Runs in the browser, as it stands. Opens GraphiQL on the example operations, as a guest of this window's own.
import { createClient } from './graphql-ws/client.js';

/**
 * The ids that the last answers brought, for the `{{…}}` of the examples.
 * @type {Record<string, string>}
 */
const remembered = {};
/** What to run first, when a placeholder can't be filled yet. */
const MADE_BY = { lock: 'LockSeats', booking: 'CreateBooking', notification: 'UndeliveredMails' };
const SESSION_KEY = 'seatwire.token';

const endpoint = new URL('/graphql', location.href);
const socketEndpoint = new URL(endpoint);
socketEndpoint.protocol = endpoint.protocol === 'https:' ? 'wss:' : 'ws:';

const { assets, examples } = JSON.parse(document.querySelector('#config').textContent);
const workers = { editorWorkerService: 'editor', json: 'json', graphql: 'graphql' };
self.MonacoEnvironment = {
  // GraphiQL has no setting for its editors: they are reached through `monaco`.
  globalAPI: true,
  getWorkerUrl: (_module, label) => `${assets}/${workers[label] ?? 'editor'}.worker.js`,
};

/** After MonacoEnvironment is set, which the script reads once. */
function loadGraphiql() {
  const script = document.createElement('script');
  script.src = `${assets}/graphiql.js`;
  return new Promise((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject(new Error('its script did not come.'));
    document.head.append(script);
  });
}

async function post(operation, authorization) {
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      ...(authorization ? { authorization } : {}),
    },
    body: JSON.stringify(operation),
  });
  return response.json();
}

/** This window's guest: kept over reloads, as long as the server still takes the token. */
async function openSession() {
  const kept = sessionStorage.getItem(SESSION_KEY);
  if (kept) {
    const { data } = await post({ query: '{ viewer { id } }' }, `Bearer ${kept}`);
    if (data?.viewer) return kept;
  }
  const { data } = await post({ query: 'mutation { startGuestSession { token } }' });
  sessionStorage.setItem(SESSION_KEY, data.startGuestSession.token);
  return data.startGuestSession.token;
}

function fillIn(params) {
  const text = JSON.stringify(params).replace(/\{\{(\w+)\}\}/g, (_all, name) => {
    if (name === 'key') return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const id = remembered[name];
    if (!id) throw new Error(`There is no ${name} yet: run ${MADE_BY[name] ?? name} in this window first.`);
    return id;
  });
  return JSON.parse(text);
}

function rememberIds(value) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const kind = key === 'id' && /^(lock|booking|notification)_/.exec(inner)?.[1];
    if (kind) remembered[kind] = inner;
    else rememberIds(inner);
  }
}

/**
 * The operation that is to run, out of the text itself: what GraphiQL tells beside it (its parsed document, the operation's
 * name) lags behind the editor, and may still be of the text before.
 */
function operationOf(query, operationName) {
  const operations = [...outermost(query).matchAll(/\b(query|mutation|subscription)\b\s*(\w+)?/g)];
  const [, kind, name] = operations.find(([, , it]) => it === operationName) ?? operations[0] ?? [];
  return { kind: kind ?? 'query', name };
}

/** The text outside of all brackets, without comments and strings: where only keywords and names stand. */
function outermost(query) {
  let depth = 0;
  let text = '';
  for (const character of query.replace(/#[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"/g, ' ')) {
    if ('({['.includes(character)) depth += 1;
    else if (')}]'.includes(character)) depth -= 1;
    else if (depth === 0) text += character;
  }
  return text;
}

/** One socket for each identity, as it is authenticated once; closed when its last subscription ends. */
const sockets = new Map();
function socketOf(authorization) {
  let socket = sockets.get(authorization);
  if (!socket) {
    socket = createClient({ url: socketEndpoint.href, connectionParams: { authorization } });
    sockets.set(authorization, socket);
  }
  return socket;
}

function createFetcher(token) {
  return (params, options) => {
    const { kind, name } = operationOf(params.query, params.operationName);
    const operation = fillIn({ query: params.query, variables: params.variables, operationName: name });
    const given = Object.entries(options?.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
    const authorization = given ? String(given[1]) : `Bearer ${token}`;
    if (kind === 'subscription') return socketOf(authorization).iterate(operation);
    return post(operation, authorization).then((result) => {
      if (kind === 'mutation') rememberIds(result.data);
      return result;
    });
  };
}

const root = document.querySelector('#graphiql');
try {
  const [token] = await Promise.all([openSession(), loadGraphiql()]);
  const fetcher = createFetcher(token);
  // Long lines are seen whole also in a window of half the screen.
  globalThis.monaco.editor.onDidCreateEditor((editor) => editor.updateOptions({ wordWrap: 'on' }));
  globalThis.YogaGraphiQL.renderYogaGraphiQL(root, {
    fetcher,
    title: 'Seatwire',
    logo: '<svg viewBox="0 0 16 16" width="28"><rect x="2" y="2" width="5" height="5" rx="1.5" fill="#888"/><rect x="9" y="2" width="5" height="5" rx="1.5" fill="#888"/><rect x="2" y="9" width="5" height="5" rx="1.5" fill="#e87722"/><rect x="9" y="9" width="5" height="5" rx="1.5" fill="#888"/></svg>',
    defaultTabs: examples,
    // Each window keeps its own tabs, beside its own guest.
    storage: sessionStorage,
    shouldPersistHeaders: true,
    onEditQuery: () => {},
  });
} catch (error) {
  root.textContent = `GraphiQL could not start: ${error.message}`;
}
