import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inflateSync } from 'node:zlib';
import QRCode from 'qrcode';
import { describe, expect, it } from 'vitest';
import { buffersInUse } from '../../../test/kit/product/buffers-in-use.ts';
import { newTicketCode } from './ticket-code.ts';
import { ticketQrDataUrl, ticketQrPng } from './ticket-qr.ts';
import { qrCodePath, ticketQrRoute } from './ticket-qr-route.ts';

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

/** The pixels of a black and white PNG, true where it is black. */
function pixelsOf(png: Buffer): boolean[][] {
  const width = png.readUInt32BE(16);
  const height = png.readUInt32BE(20);
  const start = png.indexOf('IDAT');
  const lines = inflateSync(png.subarray(start + 4, start + 4 + png.readUInt32BE(start - 4)));
  const bytesPerLine = 1 + Math.ceil(width / 8);
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_x, x) => ((lines[y * bytesPerLine + 1 + (x >> 3)]! >> (7 - (x & 7))) & 1) === 0),
  );
}

describe('the QR code at its URL', () => {
  async function serve() {
    const server = createServer((request, response) => void ticketQrRoute(request, response));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      get: (path: string, init: RequestInit = {}) => fetch(`http://127.0.0.1:${port}${path}`, init),
      [Symbol.asyncDispose]: async () => void server.close(),
    };
  }

  it('is the same picture, kept by browsers alone', async () => {
    await using server = await serve();
    const code = newTicketCode();
    const png = await server.get(qrCodePath(code, 'png'));
    expect(png.headers.get('content-type')).toBe('image/png');
    expect(png.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(Buffer.from(await png.arrayBuffer())).toEqual(await ticketQrPng(code));
    const svg = await server.get(qrCodePath(code, 'svg'));
    expect(svg.headers.get('content-type')).toBe('image/svg+xml');
    expect(await svg.text()).toMatch(/^<svg [^>]*viewBox="0 0 33 33"/);
  });

  it('is not kept for who asks for codes that were never given out, who is charged with the time that it takes', async () => {
    const charged: number[] = [];
    const response = () => ({ writeHead: () => undefined, end: () => undefined }) as unknown as ServerResponse;
    const request = (format: 'png' | 'svg') =>
      ({ method: 'GET', url: qrCodePath(newTicketCode(), format), headers: {} }) as IncomingMessage;
    const before = buffersInUse();
    for (let asked = 0; asked < 500; asked += 1) {
      await ticketQrRoute(request(asked % 2 === 0 ? 'png' : 'svg'), response(), (time_ms) => charged.push(time_ms));
    }
    expect(buffersInUse() - before).toBeLessThan(1024 * 1024);
    expect(charged).toHaveLength(500);
    expect(Math.min(...charged)).toBeGreaterThan(0.01);
  });

  it('is drawn for nothing but a code, and read only', async () => {
    await using server = await serve();
    expect((await server.get('/tickets/https:%2F%2Fexample.org.png')).status).toBe(404);
    expect((await server.get(`/tickets/${'A'.repeat(25)}.png`)).status).toBe(404);
    expect((await server.get(qrCodePath(newTicketCode(), 'png'), { method: 'POST' })).status).toBe(405);
  });
});

describe('the QR code', () => {
  it('has six pixels for each module of the code, and four modules of white around it', async () => {
    const code = newTicketCode();
    const { modules } = QRCode.create(code, { errorCorrectionLevel: 'M' });
    const pixels = pixelsOf(await ticketQrPng(code));
    expect(pixels.length).toBe((modules.size + 8) * 6);
    for (const [y, line] of pixels.entries()) {
      const [row, columns] = [Math.floor(y / 6) - 4, line.map((_, x) => Math.floor(x / 6) - 4)];
      const isInside = (place: number) => place >= 0 && place < modules.size;
      expect(line).toEqual(
        columns.map((column) => isInside(row) && isInside(column) && modules.get(row, column) === 1),
      );
    }
  });

  it('takes no more memory than it is long', async () => {
    const before = buffersInUse();
    const pictures: Buffer[] = [];
    for (let made = 0; made < 500; made += 1) {
      pictures.push(await ticketQrPng(newTicketCode()));
      // As what else a node does takes from the pool.
      Buffer.from('x'.repeat(10_000));
    }
    const bytes = pictures.reduce((sum, { length }) => sum + length, 0);
    expect(buffersInUse() - before).toBeLessThan(2 * bytes);
  });

  it('is drawn once', async () => {
    const code = newTicketCode();
    expect(await ticketQrPng(code)).toBe(await ticketQrPng(code));
  });

  it('is a PNG, the same one as bytes and as a data URL', async () => {
    const code = newTicketCode();
    const png = await ticketQrPng(code);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(await ticketQrDataUrl(code)).toBe(`data:image/png;base64,${png.toString('base64')}`);
  });
});
