import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findOnPath } from '../test/services/folder.ts';

/** A reference's program is not on this machine; the message says which one and where it comes from. */
export class ProgramMissing extends Error {
  override readonly name = 'ProgramMissing';
}

/** Runs a program of PATH to its end and resolves with its output. Throws ProgramMissing; rejects when it fails. */
export async function runProgram(
  name: string,
  args: readonly string[],
  { debianPackage }: { debianPackage: string },
): Promise<string> {
  const path = findOnPath(name);
  if (!path) throw new ProgramMissing(`${name} is not on PATH (apt-get install ${debianPackage})`);
  const { stdout } = await promisify(execFile)(path, [...args], { maxBuffer: 64 * 1024 * 1024 });
  return stdout;
}
