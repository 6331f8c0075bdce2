import type { Letter } from './letter.ts';

const RULE = '-'.repeat(60);

/** The letter as plain text. */
export function letterText(letter: Letter): string {
  const width = Math.max(...letter.facts.map(({ label }) => label.length)) + 2;
  const blocks = [
    letter.heading,
    letter.greeting,
    ...letter.paragraphs,
    letter.facts.map(({ label, value }) => `${`${label}:`.padEnd(width)}${value}`).join('\n'),
    ...(letter.link ? [`${letter.link.label}:\n${letter.link.url}`] : []),
    [
      ...letter.seats.map(({ name, note, price }) => `- ${name} (${note}): ${price}`),
      ...letter.charges.map(({ name, price }) => `- ${name}: ${price}`),
      `${letter.total.label}: ${letter.total.value}`,
      ...letter.taxes,
    ].join('\n'),
    ...letter.tickets.map(({ seat, note, ticketCode }) => `${RULE}\n${seat} (${note})\n${ticketCode}`),
    ...(letter.tickets.length > 0 ? [RULE] : []),
    letter.closing,
  ];
  return `${blocks.join('\n\n')}\n`;
}
