import QRCode from 'qrcode';

// Black on white with the quiet zone that scanners need, whatever the background of the page or mail is.
const OPTIONS = { errorCorrectionLevel: 'M', margin: 4, scale: 6 } as const;

/** The ticket's QR code as a PNG; it carries the code and nothing else. */
export function ticketQrPng(code: string): Promise<Buffer> {
  return QRCode.toBuffer(code, { ...OPTIONS, type: 'png' });
}

/** The same as a `data:` URL, for a page's `<img>`. */
export function ticketQrDataUrl(code: string): Promise<string> {
  return QRCode.toDataURL(code, { ...OPTIONS, type: 'image/png' });
}
