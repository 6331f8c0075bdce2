import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, expect, it, onTestFinished } from 'vitest';
import { eventually } from '../../../test/kit/basics/eventually.ts';
import { commandLine, isRunning, processIdentity, sendSignal } from './process-table.ts';

/** Runs a shell's text; resolves with the first number that it prints, a process id. */
async function run(text: string) {
  const shell = spawn('sh', ['-c', text], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => {
    shell.kill('SIGKILL');
  });
  const [line] = await once(createInterface({ input: shell.stdout }), 'line');
  return { shell, pid: Number(line) };
}

describe('the process table', () => {
  it('knows a process that runs by its id and its start', async () => {
    const { shell, pid } = await run('echo $$; exec sleep 600');
    const identity = processIdentity(pid)!;
    expect(isRunning(identity)).toBe(true);
    expect(isRunning(`${pid}.1`)).toBe(false);
    await eventually(() => expect(commandLine(pid)).toBe('sleep 600'));
    shell.kill('SIGKILL');
    await once(shell, 'exit');
    expect(isRunning(identity)).toBe(false);
    expect(commandLine(pid)).toBeNull();
    sendSignal(pid, 'SIGTERM');
  });

  it('takes a process that has ended for gone, although nobody has asked for its exit code', async () => {
    // `sleep 600` takes the shell's place, and asks for no exit code of what the shell has started.
    const { shell, pid } = await run('sleep 599 & echo $!; exec sleep 600');
    // Before that the shell would ask.
    await eventually(() => expect(commandLine(shell.pid!)).toBe('sleep 600'));
    const identity = processIdentity(pid)!;
    expect(isRunning(identity)).toBe(true);
    sendSignal(pid, 'SIGKILL');
    await eventually(() => expect(isRunning(identity)).toBe(false));
    expect(processIdentity(pid)).toBeNull();
    expect(commandLine(pid)).toBeNull();
    // It still has its id: only its state tells that it has ended.
    expect(() => process.kill(pid, 0)).not.toThrow();
  });
});
