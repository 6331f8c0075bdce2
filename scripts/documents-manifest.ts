import { createHash } from 'node:crypto';
import { getOperationAST, parse } from 'graphql';

/** As Apollo's tools read and write it, and `DOCUMENT_MANIFESTS` takes it. */
export interface DocumentsManifest {
  format: 'apollo-persisted-query-manifest';
  version: 1;
  operations: { id: string; name: string; type: string; body: string }[];
}

/** Of documents with one operation each. An id is the SHA-256 of the text, in hexadecimal digits. */
export function manifestOf(texts: readonly string[]): DocumentsManifest {
  const operations = texts.map((body) => {
    const operation = getOperationAST(parse(body))!;
    const id = createHash('sha256').update(body).digest('hex');
    return { id, name: operation.name?.value ?? '', type: operation.operation, body };
  });
  operations.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { format: 'apollo-persisted-query-manifest', version: 1, operations };
}
