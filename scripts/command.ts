import { ConfigError } from '../src/config.ts';
import { StartupError } from '../src/platform/processes/startup-error.ts';

/** The command was called wrongly. */
export class UsageError extends Error {}

/**
 * Runs a command line tool: what its user can put right is printed as plain lines, with exit code 1 (2, and the usage, when
 * it was called wrongly); anything else is a bug and keeps its stack. `--help` and `-h` print the usage and do nothing.
 */
export async function runCommand(usage: string, work: () => Promise<void>): Promise<void> {
  if (isAskedForHelp(process.argv.slice(2))) {
    process.stdout.write(`Usage: ${usage}\n`);
    return;
  }
  try {
    await work();
  } catch (error) {
    if (isUsageError(error)) {
      process.stderr.write(`${error.message}\nUsage: ${usage}\n`);
      process.exitCode = 2;
    } else if (error instanceof ConfigError || error instanceof StartupError) {
      process.stderr.write(`${error.message}\n`);
      process.exitCode = 1;
    } else {
      throw error;
    }
  }
}

/** Behind `--` everything is taken as it is: a file may be called so. */
function isAskedForHelp(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? words.length : end).some((word) => word === '--help' || word === '-h');
}

function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  // What node:util's parseArgs throws.
  return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
