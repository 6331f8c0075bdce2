import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from './folder.ts';

const run = promisify(execFile);

/** Files in PEM, of an authority of their own. */
export interface TestCertificates {
  folder: string;
  ca: string;
  /** Of a server on 127.0.0.1. */
  serverCert: string;
  serverKey: string;
  /** Key and certificate in one file, as Kafka wants them. */
  serverBoth: string;
  /** Of a client. */
  clientCert: string;
  clientKey: string;
}

/** Makes an authority, and a server's and a client's certificate by it. Throws without openssl. */
export async function makeCertificates(): Promise<TestCertificates> {
  const folder = await temporaryFolder();
  const file = (name: string) => join(folder, name);
  const openssl = async (...args: string[]) => {
    await run('openssl', args, { cwd: folder });
  };
  try {
    await openssl(
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '2'],
      ...['-subj', '/CN=seatwire test authority'],
    );
    for (const [name, subject] of [
      ['server', '/CN=127.0.0.1'],
      ['client', '/CN=seatwire'],
    ] as const) {
      await openssl(
        ...['req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject],
      );
      await writeFile(file(`${name}.ext`), 'subjectAltName = IP:127.0.0.1, DNS:localhost\n');
      await openssl(
        ...['x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '2'],
        ...['-out', `${name}.pem`, '-extfile', `${name}.ext`],
      );
    }
  } catch (error) {
    throw new Error('openssl made no certificates (apt-get install openssl)', { cause: error });
  }
  const both = (await readFile(file('server.key'), 'utf8')) + (await readFile(file('server.pem'), 'utf8'));
  await writeFile(file('server-both.pem'), both);
  return {
    folder,
    ca: file('ca.pem'),
    serverCert: file('server.pem'),
    serverKey: file('server.key'),
    serverBoth: file('server-both.pem'),
    clientCert: file('client.pem'),
    clientKey: file('client.key'),
  };
}
