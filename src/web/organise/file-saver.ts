const KEPT_FOR_MS = 60_000;

/** Has the browser save a file, as if a link to it had been clicked. */
export function saveAs(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_FOR_MS);
}
