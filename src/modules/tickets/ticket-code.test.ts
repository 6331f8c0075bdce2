import { describe, expect, it } from 'vitest';
import { newTicketCode } from './ticket-code.ts';
import { ticketQrDataUrl, ticketQrPng } from './ticket-qr.ts';

describe('newTicketCode', () => {
  it('is 26 characters that can not be mistaken for one another', () => {
    for (let i = 0; i < 200; i += 1) expect(newTicketCode()).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  });

  it('does not repeat, and uses the whole alphabet', () => {
    const codes = new Set(Array.from({ length: 1_000 }, newTicketCode));
    expect(codes.size).toBe(1_000);
    expect(new Set([...codes].join('')).size).toBe(32);
  });
});

describe('the QR code', () => {
  it('is a PNG, the same one as bytes and as a data URL', async () => {
    const code = newTicketCode();
    const png = await ticketQrPng(code);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(await ticketQrDataUrl(code)).toBe(`data:image/png;base64,${png.toString('base64')}`);
  });
});
