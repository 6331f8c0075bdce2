import type { Letter } from './letter.ts';

const RULE = '-'.repeat(60);

/** The letter as plain text. */
export function letterText(letter: Letter): string {
  const blocks = [
    letter.heading,
    letter.greeting,
    ...letter.paragraphs,
    letter.facts.map(({ label, value }) => `${`${label}:`.padEnd(9)}${value}`).join('\n'),
    [
      ...letter.seats.map(({ name, note, price }) => `- ${name} (${note}): ${price}`),
      `${letter.total.label}: ${letter.total.value}`,
    ].join('\n'),
    ...letter.tickets.map(({ seat, note, code }) => `${RULE}\n${seat} (${note})\nTicket code: ${code}`),
    ...(letter.tickets.length > 0 ? [RULE] : []),
    letter.closing,
  ];
  return `${blocks.join('\n\n')}\n`;
}
