import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** The name, without its ending, of the file that a mail or text message is written to where there is no server for it. */
export function notificationFileName({
  date,
  kind,
  reference,
}: {
  date: Date;
  kind: string;
  reference: string;
}): string {
  const time = date.toISOString().replaceAll(/[-:.]/g, '');
  return [time, kind, reference].join('-').replaceAll(/[^\w-]/g, '_');
}

/** Rejects when no file can be written there. */
export async function checkFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `.${randomUUID()}.draft`);
  try {
    await writeFile(file, 'x');
  } finally {
    await rm(file, { force: true });
  }
}

/** Removes the files of bookings with these references; resolves with how many there were. A missing folder has none. */
export async function removeFilesOf(folder: string, references: readonly string[]): Promise<number> {
  const endings = references.map((reference) => `-${reference}`);
  return await removeFiles(folder, (name) => endings.some((ending) => path.parse(name).name.endsWith(ending)));
}

/** Removes the files that were last written before that time. */
export async function removeFilesBefore(folder: string, time: Date): Promise<number> {
  return await removeFiles(folder, async (name) => (await stat(path.join(folder, name))).mtime < time);
}

async function removeFiles(folder: string, isIt: (name: string) => boolean | Promise<boolean>): Promise<number> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  let count = 0;
  for (const name of names) {
    if (!/\.(?:eml|txt)$/.test(name) || !(await isIt(name))) continue;
    await rm(path.join(folder, name), { force: true });
    count += 1;
  }
  return count;
}
