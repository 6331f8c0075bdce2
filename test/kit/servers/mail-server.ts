import type { AddressInfo } from 'node:net';
import PostalMime, { type Email } from 'postal-mime';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  recipient: string;
  mail: Email;
}

/** How far it is with a message: it has been connected to, knows the recipient, has some of the message, has all of it and has not answered. */
export type MailStep = 'connection' | 'recipient' | 'message' | 'answer';

/** A mail server on a loopback port, which can be told what to refuse, and go away and come back. */
export class MailServer implements AsyncDisposable {
  readonly received: ReceivedMail[] = [];
  /** With which code a recipient is refused; null: it is taken. */
  codeFor: (recipient: string) => number | null = () => null;
  /** With which code a message is refused once it has been read. */
  codeForMessage: () => number | null = () => null;
  /** Called at each step, before the answer. */
  onStep: (step: MailStep) => void = () => {};
  /** How many connections were made, refused ones not included. */
  connections = 0;
  /** How often a recipient was named. */
  recipients = 0;
  #server: SMTPServer | null = null;
  #port = 0;

  get url(): string {
    return `smtp://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<this> {
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onConnect: (_session, callback) => {
        this.connections += 1;
        this.onStep('connection');
        callback();
      },
      onRcptTo: ({ address }, _session, callback) => {
        this.recipients += 1;
        this.onStep('recipient');
        callback(refusal(this.codeFor(address), `${address} is refused`));
      },
      onData: (stream, session, callback) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => {
          if (chunks.push(chunk) === 1) this.onStep('message');
        });
        stream.on('end', async () => {
          const code = this.codeForMessage();
          if (code !== null) return callback(refusal(code, 'the message is refused'));
          const mail = await PostalMime.parse(Buffer.concat(chunks));
          this.received.push({ recipient: session.envelope.rcptTo[0]!.address, mail });
          this.onStep('answer');
          callback();
        });
      },
    });
    // Of connections that are cut off: what comes of it is seen at the other end.
    server.on('error', () => {});
    await new Promise<void>((resolve) => server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (server.server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Takes no more connections and ends those that are open; `start` listens on the same port again. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    for (const connection of server.connections) connection.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function refusal(code: number | null, message: string): Error | null {
  return code === null ? null : Object.assign(new Error(message), { responseCode: code });
}
