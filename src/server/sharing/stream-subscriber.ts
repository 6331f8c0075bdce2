import type { EventStream } from '../../platform/http/event-stream.ts';
import type { SharedMessage } from '../../platform/websocket/shared-message.ts';
import { type Membership, Subscriber } from './subscriber.ts';

/** One over server-sent events. */
export class StreamSubscriber extends Subscriber {
  protected readonly out: EventStream;

  constructor(out: EventStream, membership: Membership) {
    super(membership);
    this.out = out;
  }

  send(message: SharedMessage): void {
    this.out.send(message);
  }

  protected endWith(payload: string): void {
    this.out.sendData(payload);
    this.out.end();
  }

  protected cutOff(): void {
    this.out.cutOff();
  }
}
