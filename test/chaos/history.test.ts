import { describe, expect, it } from 'vitest';
import { HistoryRecorder, type Interval, now_ms, type RecordedAction } from '../kit/checks/history.ts';
import { findViolations } from '../kit/checks/linearizability.ts';

const FAR_MS = 1e15;
const lock = (lockId: string): RecordedAction => ({ kind: 'lock', lockId, deadline_ms: FAR_MS });

/** Takes a lock of the seat that is answered at once. */
function take(history: HistoryRecorder, lockId: string): Interval {
  const from_ms = now_ms();
  history.begin(['A'], lock(lockId)).end(lock(lockId));
  return { from_ms, to_ms: now_ms() };
}

/** What happens from here until `end`. */
function time(): () => Interval {
  const from_ms = next_ms();
  return () => ({ from_ms, to_ms: next_ms() });
}

/** A moment of its own. */
function next_ms(): number {
  const before = now_ms();
  while (now_ms() - before < 1);
  return now_ms() - 0.5;
}

describe('a refusal', () => {
  const refuse = (history: HistoryRecorder) => history.begin(['A'], lock('l2')).end({ kind: 'refusal' });
  const found = (history: HistoryRecorder) => findViolations(history.evidence()).length;

  it('counts where nobody is at the seat', () => {
    const history = new HistoryRecorder();
    history.begin(['A'], lock('l1')).withdraw();
    next_ms();
    refuse(history);
    expect(found(history)).toBe(1);
  });

  it('does not count while another attempt is under way, also one that comes to nothing', () => {
    const history = new HistoryRecorder();
    const other = history.begin(['A'], lock('l1'));
    refuse(history);
    other.withdraw();
    expect(found(history)).toBe(0);
  });
});

describe('a history of which PostgreSQL has lost the last commits', () => {
  it('may lack what was answered then, and nothing else', () => {
    const history = new HistoryRecorder();
    const end = time();
    take(history, 'l1');
    history.cut(end());
    take(history, 'l2');
    expect(history.evidence().map(({ mayBeLost }) => mayBeLost)).toEqual([true, undefined]);
    expect(history.histories().flatMap((each) => findViolations(each))).toEqual([]);

    take(history, 'l3');
    expect(history.histories().map((each) => findViolations(each).length)).toEqual([0, 1]);
  });

  it('must be explicable as it was before, too', () => {
    const history = new HistoryRecorder();
    const end = time();
    take(history, 'l1');
    take(history, 'l2');
    history.cut(end());
    expect(history.histories().map((each) => findViolations(each).length)).toEqual([1, 0]);
  });

  it('does not hold it against a later operation that it goes by what was lost', () => {
    const history = new HistoryRecorder();
    const end = time();
    const made = take(history, 'l1');
    history.cut(end());
    take(history, 'l2');
    history.begin(['A'], lock('l1'), [made]).end({ kind: 'release', lockId: 'l1' });
    expect(history.histories().flatMap((each) => findViolations(each))).toEqual([]);
  });

  it('knows whether what is missing was made then', () => {
    const history = new HistoryRecorder();
    const before = take(history, 'l1');
    const end = time();
    const meanwhile = take(history, 'l2');
    history.cut(end());
    const after = take(history, 'l3');
    history.lost('lock l1', [before]);
    history.lost('lock l2', [meanwhile]);
    history.lost('lock l3', [after]);
    history.lost('a booking of lock l1', [before, meanwhile]);
    expect(history.unexplainedLosses()).toEqual(['lock l1', 'lock l3']);
    expect(history.lossCount).toBe(4);
  });
});
