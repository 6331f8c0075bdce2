import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../api/box-office-types.ts';
import { Unauthenticated } from '../../api/graphql.ts';
import { FormSender } from './form-sender.ts';

const READ = { ok: true, input: 1, fieldOf: new Map([['input.title', 'title']]) } as const;
const refused = (facts: object = {}): Outcome<string> => ({
  ok: false,
  refusal: { __typename: 'E', code: 'ILLEGAL_STATE', message: 'No.', ...facts },
});

function setUp() {
  const seen: string[] = [];
  const sender: FormSender = new FormSender({
    onChange: () => seen.push(sender.isWaiting ? 'waiting' : sender.isBusy ? 'busy' : 'idle'),
    onSignedOut: () => seen.push('signed out'),
  });
  return { sender, seen };
}

describe('a form', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is sent once at a time, and says that it was taken until something else is typed', async () => {
    const { sender, seen } = setUp();
    const sent = vi.fn(async (): Promise<Outcome<string>> => ({ ok: true, value: 'made' }));
    const [first, second] = await Promise.all([sender.send(READ, sent), sender.send(READ, sent)]);
    expect([first, second]).toEqual([{ ok: true, value: 'made' }, null]);
    expect(sent).toHaveBeenCalledTimes(1);
    expect(seen).toEqual(['busy', 'idle']);
    expect(sender.isDone).toBe(true);
    sender.forget();
    expect(sender.isDone).toBe(false);
    // Also while it is being sent.
    const sending = sender.send(READ, sent);
    sender.typed();
    await sending;
    expect(sender.isDone).toBe(false);
  });

  it('is not sent with problems, and has those that the server finds', async () => {
    const { sender } = setUp();
    const issue = {
      path: 'input.title',
      message: 'is odd',
      code: 'OTHER' as const,
      minimum: null,
      maximum: null,
      relatedPath: null,
    };
    const sent = vi.fn(async () => refused({ issues: [issue] }));
    await sender.send({ ok: false, problems: new Map([['title', { kind: 'missing' }]]) }, sent);
    expect(sent).not.toHaveBeenCalled();
    expect(sender.problems.get('title')).toEqual({ kind: 'missing' });
    await sender.send(READ, sent);
    expect(sender.problems.get('title')).toEqual({ kind: 'refused', issue });
    expect(sender.refusal).toBeNull();
  });

  it('is sent again when the server asks for some seconds, and not for ever', async () => {
    const { sender, seen } = setUp();
    const sent = vi.fn(async () => refused({ retryAfterSeconds: 2 }));
    const sending = sender.send(READ, sent);
    await vi.advanceTimersByTimeAsync(1_900);
    expect(sent).toHaveBeenCalledTimes(1);
    expect(seen).toEqual(['busy', 'waiting']);
    await vi.advanceTimersByTimeAsync(5_000);
    await sending;
    expect(sent).toHaveBeenCalledTimes(3);
    expect(sender.refusal).toMatchObject({ retryAfterSeconds: 2 });
  });

  it('says so when there is no answer, and when the token has ended', async () => {
    const { sender, seen } = setUp();
    await sender.send(READ, () => Promise.reject(new Error('away')));
    expect(sender.isUnreachable).toBe(true);
    await sender.send(READ, () => Promise.reject(new Unauthenticated('ended')));
    expect(seen).toContain('signed out');
  });
});
