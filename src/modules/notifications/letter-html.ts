import { escapeHtml } from './format.ts';
import type { Letter, TicketLine } from './letter.ts';

/** Where the HTML finds a ticket's QR code: the content id of the picture that travels with the mail. */
export function qrContentId(ticketId: string): string {
  return `${ticketId}@seatwire`;
}

// Mail programs drop much of CSS: tables for the layout, everything inline. The style block only turns the colours for
// programs that show mail on a dark ground; QR codes stay on white.
const DARK = `
@media (prefers-color-scheme: dark) {
  .page { background: #14171c !important; }
  .card { background: #1e232b !important; border-color: #343b47 !important; }
  .ink { color: #eef1f5 !important; }
  .soft { color: #a9b3c1 !important; }
  .line { border-color: #343b47 !important; }
}`;
const FONT = "font-family:system-ui,-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = 'color:#1b2430';
const SOFT = 'color:#5a6675';
const LINE = 'border-top:1px solid #dfe4ea';

/** The letter as an HTML document. Everything that came from people is escaped. */
export function letterHtml(letter: Letter): string {
  return `<!doctype html>
<html lang="${letter.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(letter.subject)}</title>
<style>${DARK}
</style>
</head>
<body class="page" style="margin:0;padding:0;background:#f2f4f7;${FONT}">
<table role="presentation" class="page" width="100%" cellpadding="0" cellspacing="0" style="background:#f2f4f7">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dfe4ea;border-radius:12px">
<tr><td style="padding:28px 28px 24px">
<h1 class="ink" style="margin:0 0 16px;font-size:22px;line-height:1.3;${INK}">${escapeHtml(letter.heading)}</h1>
${[letter.greeting, ...letter.paragraphs].map(paragraph).join('\n')}
${facts(letter)}
${link(letter)}
${seats(letter)}
${letter.tickets.map(ticket).join('\n')}
<p class="soft" style="margin:24px 0 0;font-size:13px;line-height:1.5;${SOFT}">${withWholeReference(letter.closing)}</p>
</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

/** A booking reference is read, and copied, in one piece: its line does not break at the hyphen. */
function withWholeReference(text: string): string {
  return escapeHtml(text).replaceAll(/\b[0-9A-Z]{4}-[0-9A-Z]{4}\b/g, '<span style="white-space:nowrap">$&</span>');
}

function paragraph(text: string): string {
  return `<p class="ink" style="margin:0 0 12px;font-size:15px;line-height:1.5;${INK}">${escapeHtml(text)}</p>`;
}

function facts(letter: Letter): string {
  const rows = letter.facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" class="soft" align="left" valign="top" style="padding:4px 16px 4px 0;font-size:14px;font-weight:400;${SOFT}">${escapeHtml(label)}</th>` +
      `<td class="ink" width="100%" style="padding:4px 0;font-size:14px;font-weight:600;${INK}">${escapeHtml(value)}</td></tr>`,
  );
  return `<table width="100%" cellpadding="0" cellspacing="0" style="margin:16px 0 20px">\n${rows.join('\n')}\n</table>`;
}

function link({ link }: Letter): string {
  if (!link) return '';
  return (
    `<p style="margin:0 0 20px"><a href="${escapeHtml(link.url)}" ` +
    `style="display:inline-block;padding:11px 18px;border-radius:8px;background:#1f5fbf;color:#ffffff;font-size:15px;font-weight:600;text-decoration:none">${escapeHtml(link.label)}</a></p>`
  );
}

function seats(letter: Letter): string {
  const rows = letter.seats.map(
    ({ name, note, price }) =>
      `<tr><td class="ink line" style="padding:10px 0;font-size:14px;${LINE};${INK}">${escapeHtml(name)}` +
      `<br><span class="soft" style="font-size:13px;${SOFT}">${escapeHtml(note)}</span></td>` +
      `<td class="ink line" align="right" valign="top" style="padding:10px 0 10px 12px;font-size:14px;white-space:nowrap;${LINE};${INK}">${escapeHtml(price)}</td></tr>`,
  );
  rows.push(
    ...letter.charges.map(
      ({ name, price }) =>
        `<tr><td class="ink line" style="padding:10px 0;font-size:14px;${LINE};${INK}">${escapeHtml(name)}</td>` +
        `<td class="ink line" align="right" style="padding:10px 0 10px 12px;font-size:14px;white-space:nowrap;${LINE};${INK}">${escapeHtml(price)}</td></tr>`,
    ),
  );
  const { label, value } = letter.total;
  rows.push(
    `<tr><td class="ink line" style="padding:12px 0;font-size:15px;font-weight:700;${LINE};${INK}">${escapeHtml(label)}</td>` +
      `<td class="ink line" align="right" style="padding:12px 0 12px 12px;font-size:15px;font-weight:700;white-space:nowrap;${LINE};${INK}">${escapeHtml(value)}</td></tr>`,
    ...letter.taxes.map(
      (tax) =>
        `<tr><td class="soft" colspan="2" align="right" style="padding:0 0 4px;font-size:13px;${SOFT}">${escapeHtml(tax)}</td></tr>`,
    ),
  );
  return `<table width="100%" cellpadding="0" cellspacing="0">\n${rows.join('\n')}\n</table>`;
}

function ticket({ id, code, qrCode, seat, note }: TicketLine): string {
  return `<table role="presentation" class="line" width="100%" cellpadding="0" cellspacing="0" style="margin:16px 0 0;border:1px solid #dfe4ea;border-radius:10px">
<tr><td width="150" style="padding:14px"><img src="cid:${escapeHtml(qrContentId(id))}" width="150" height="150" alt="${escapeHtml(qrCode)}" style="display:block;background:#ffffff;border-radius:6px"></td>
<td style="padding:14px 14px 14px 0" valign="middle">
<div class="ink" style="font-size:16px;font-weight:700;line-height:1.4;${INK}">${escapeHtml(seat)}</div>
<div class="soft" style="margin:2px 0 10px;font-size:13px;${SOFT}">${escapeHtml(note)}</div>
<div class="ink" style="font:13px/1.4 ui-monospace,Consolas,monospace;word-break:break-all;${INK}">${escapeHtml(code)}</div>
</td></tr>
</table>`;
}
