import type { ExampleOperation } from './example-operations.ts';

export interface PageOptions {
  /** Where the assets are, for example `/graphql/assets/0123abcd`. */
  assets: string;
  examples: readonly ExampleOperation[];
}

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect x="2" y="2" width="5" height="5" rx="1.5" fill="#888"/><rect x="9" y="2" width="5" height="5" rx="1.5" fill="#888"/><rect x="2" y="9" width="5" height="5" rx="1.5" fill="#e87722"/><rect x="9" y="9" width="5" height="5" rx="1.5" fill="#888"/></svg>',
)}`;

/** Nothing of another host is loaded, and the browser holds the page to it. */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self' ws: wss:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The GraphiQL page. What it does is in page.js. */
export function renderPage({ assets, examples }: PageOptions): string {
  const config = JSON.stringify({ assets, examples }).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Seatwire · GraphiQL</title>
    <link rel="icon" href="${ICON}">
    <link rel="stylesheet" href="${assets}/graphiql.css">
    <style>
      html, body, #graphiql { height: 100%; margin: 0 }
      #graphiql { font-family: system-ui, sans-serif }
      .graphiql-logo { white-space: nowrap }
      /* GraphiQL leaves a shift of its own on tabs that have the focus: the tab jumps away from under the click. */
      .graphiql-tab { transform: none !important }
      /* Where there is room, all tabs are seen at once. */
      @media (min-width: 900px) {
        .graphiql-session-header { height: auto !important; min-height: var(--session-header-height); align-items: flex-end !important }
        .graphiql-tabs { flex-wrap: wrap; row-gap: 4px !important; overflow: visible !important }
      }
      /* Read against their grounds. */
      .graphiql-logo, .graphiql-logo a { color: hsl(var(--color-neutral)) !important }
      .graphiql-container .monaco-editor .line-numbers { color: inherit !important }
      .graphiql-tab .graphiql-tab-close { padding: 8px !important }
    </style>
    <script type="application/json" id="config">${config}</script>
    <link rel="preload" as="script" href="${assets}/graphiql.js">
    <script type="module" src="${assets}/page.js"></script>
  </head>
  <body>
    <noscript>GraphiQL needs JavaScript.</noscript>
    <main id="graphiql">Loading GraphiQL …</main>
  </body>
</html>
`;
}

/** In its place where only known documents are answered. */
export function renderClosedPage(): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Seatwire · GraphiQL</title>
    <link rel="icon" href="${ICON}">
    <style>
      :root { color-scheme: light dark }
      main { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif }
    </style>
  </head>
  <body>
    <main>
      <h1>GraphiQL is closed here</h1>
      <p>This server answers only documents that it knows (<code>DOCUMENTS=known</code>), so there is nothing to try out.
        Start one with <code>DOCUMENTS=any</code> for that.</p>
      <p><a href="/docs/client#trusted-documents">Trusted documents</a> · <a href="/docs/reference">The API’s reference</a></p>
    </main>
  </body>
</html>
`;
}
