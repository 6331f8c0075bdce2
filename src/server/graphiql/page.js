// Runs in the browser, as it stands. Opens GraphiQL on the example operations, as a guest of this window's own.
import { createClient } from './graphql-ws/client.js';

/**
 * The ids that the last answers brought, for the `{{…}}` of the examples.
 * @type {Record<string, string>}
 */
const remembered = {};
/** What to run first, when a placeholder can't be filled yet. */
const MADE_BY = {
  lock: 'LockSeats',
  booking: 'CreateBooking',
  ticket: 'PayBooking',
  quote: 'QuoteBookingChange',
  allotment: 'CreateAllotment',
  notification: 'UndeliveredMails',
};
const MADE = Object.keys(MADE_BY);
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

/** Where a session costs a proof of work, it is asked for once more, with one. */
async function begunSession() {
  const answer = await post({ query: 'mutation { startGuestSession { token } }' });
  const challenge = answer.errors?.[0]?.extensions?.challenge;
  if (!challenge) return answer;
  const query = 'mutation ($proof: String) { startGuestSession(input: { proof: $proof }) { token } }';
  return post({ query, variables: { proof: await solve(challenge) } });
}

/** The number of which the hash is that of the challenge, found by trying. */
async function solve({ algorithm, challenge, salt, maxNumber, signature }) {
  const text = new TextEncoder();
  for (let number = 0; number <= maxNumber; number += 1) {
    const hash = new Uint8Array(await crypto.subtle.digest(algorithm, text.encode(`${salt}${number}`)));
    if (Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('') === challenge) {
      return btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
    }
  }
  throw new Error('The challenge has no solution.');
}

/** This window's guest: kept over reloads, as long as the server still takes the token. */
async function openSession() {
  const kept = sessionStorage.getItem(SESSION_KEY);
  if (kept) {
    const { data } = await post({ query: '{ viewer { id } }' }, `Bearer ${kept}`);
    if (data?.viewer) return kept;
  }
  const { data } = await begunSession();
  sessionStorage.setItem(SESSION_KEY, data.startGuestSession.token);
  return data.startGuestSession.token;
}

function fillIn(value) {
  const text = JSON.stringify(value).replace(/\{\{(\w+)\}\}/g, (_all, name) => {
    if (name === 'key') return crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    const id = remembered[name];
    if (!id) throw new Error(`There is no ${name} yet: run ${MADE_BY[name] ?? name} in this window first.`);
    return id;
  });
  return JSON.parse(text);
}

/** Of mutations whatever they have made or changed; of queries, which list many locks and bookings, only a mail to send again. */
function rememberIds(value, kinds) {
  if (value === null || typeof value !== 'object') return;
  for (const [key, inner] of Object.entries(value)) {
    const kind = key === 'id' && /^(\w+?)_/.exec(inner)?.[1];
    if (kinds.includes(kind)) remembered[kind] = inner;
    else rememberIds(inner, kinds);
  }
}

/**
 * The operation that is to run, out of the text itself: what GraphiQL tells beside it (its parsed document, the operation's
 * name) lags behind the editor, and may still be of the text before.
 */
function operationOf(query, operationName) {
  const definitions = [...outermost(query).matchAll(/\b(query|mutation|subscription|fragment)\b\s*(\w+)?/g)];
  const operations = definitions.filter(([, kind]) => kind !== 'fragment');
  const found = operations.find(([, , it]) => it === operationName) ?? operations[0];
  if (!found) return { kind: 'query', name: undefined, from: 0, to: query.length };
  const [, kind, name] = found;
  return { kind, name, from: found.index, to: definitions[definitions.indexOf(found) + 1]?.index ?? query.length };
}

/** The text with blanks for brackets and what is in them, comments and strings: only keywords and names are left, in their places. */
function outermost(query) {
  let depth = 0;
  let text = '';
  const blank = (skipped) => ' '.repeat(skipped.length);
  for (const character of query.replace(/#[^\n]*|"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"/g, blank)) {
    if (')}]'.includes(character)) depth -= 1;
    text += depth === 0 && !')}]([{'.includes(character) ? character : blank(character);
    if ('({['.includes(character)) depth += 1;
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
    const { query } = params;
    const { kind, name, from, to } = operationOf(query, params.operationName);
    // Only this operation is filled in: the others of its tab may need ids that there are not yet.
    const operation = {
      query: query.slice(0, from) + fillIn(query.slice(from, to)) + query.slice(to),
      variables: fillIn(params.variables ?? {}),
      operationName: name,
    };
    const given = Object.entries(options?.headers ?? {}).find(([name]) => name.toLowerCase() === 'authorization');
    const authorization = given ? String(given[1]) : `Bearer ${token}`;
    if (kind === 'subscription') return socketOf(authorization).iterate(operation);
    return post(operation, authorization).then((result) => {
      rememberIds(result.data, kind === 'mutation' ? MADE : ['notification']);
      return result;
    });
  };
}

/**
 * GraphiQL gives its tabs, which are list items, the role of tabs, within which there is nothing to be pressed for those who hear the page;
 * but each has two buttons. They become what they are: a list of buttons, of which one is the current tab's.
 */
function nameTabs() {
  for (const part of root.querySelectorAll('.graphiql-tabs, .graphiql-tab')) {
    for (const name of ['role', 'aria-selected', 'aria-controls']) part.removeAttribute(name);
  }
  for (const button of root.querySelectorAll('.graphiql-tab-button')) {
    const isCurrent = button.closest('.graphiql-tab-active') !== null;
    button.setAttribute('aria-current', String(isCurrent));
  }
  root.querySelector('[role=tabpanel]')?.setAttribute('role', 'region');
}

/** Now, and whenever tabs come, go or change places. */
async function keepTabsNamed() {
  const list = await new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const found = root.querySelector('.graphiql-tabs');
      if (!found) return;
      observer.disconnect();
      resolve(found);
    });
    observer.observe(root, { childList: true, subtree: true });
  });
  nameTabs();
  const changes = { childList: true, subtree: true, attributes: true, attributeFilter: ['class', 'aria-selected'] };
  new MutationObserver(nameTabs).observe(list, changes);
}

const root = document.querySelector('#graphiql');
try {
  const [token] = await Promise.all([openSession(), loadGraphiql()]);
  const fetcher = createFetcher(token);
  // Long lines are seen whole also in a window of half the screen.
  globalThis.monaco.editor.onDidCreateEditor((editor) => editor.updateOptions({ wordWrap: 'on' }));
  void keepTabsNamed();
  globalThis.YogaGraphiQL.renderYogaGraphiQL(root, {
    fetcher,
    // As HTML.
    title: '<span role="heading" aria-level="1">Seatwire</span> <a href="/docs">Docs</a>',
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
