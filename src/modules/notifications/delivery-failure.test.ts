import { describe, expect, it } from 'vitest';
import { InvalidRecipientError, isOfConnection, isOfMessage, isRefusedForGood } from './delivery-failure.ts';

const failure = (fields: object) => Object.assign(new Error('refused'), fields);

describe('a failed delivery', () => {
  it.each([
    ['5xx to the recipient', failure({ responseCode: 550, command: 'RCPT TO' })],
    ['5xx to the message', failure({ responseCode: 554, command: 'DATA' })],
    ['a message larger than the server takes', failure({ code: 'EMESSAGE' })],
    ['an address that is none', new InvalidRecipientError()],
  ])('is refused for good by %s', (_case, error) => {
    expect([isRefusedForGood(error), isOfMessage(error)]).toEqual([true, true]);
  });

  it('is the message’s own, but not for good, by 4xx to the recipient', () => {
    const error = failure({ responseCode: 451, command: 'RCPT TO' });
    expect([isRefusedForGood(error), isOfMessage(error)]).toEqual([false, true]);
  });

  it.each([
    ['a server that is away', failure({ code: 'ESOCKET' })],
    ['a server that says goodbye', failure({ responseCode: 421, command: 'RCPT TO' })],
    ['a refused login', failure({ responseCode: 535, command: 'AUTH PLAIN' })],
    ['a refused sender', failure({ responseCode: 550, command: 'MAIL FROM' })],
    ['what is no error', 'refused'],
  ])('says nothing of the message with %s', (_case, error) => {
    expect([isRefusedForGood(error), isOfMessage(error)]).toEqual([false, false]);
  });

  it.each([
    ['a connection that was refused', failure({ code: 'ESOCKET', syscall: 'connect', command: 'CONN' })],
    ['a name that is not known', failure({ code: 'EDNS', syscall: 'getaddrinfo', command: 'CONN' })],
    ['goodbye in place of a greeting', failure({ code: 'EPROTOCOL', responseCode: 421, command: 'CONN' })],
  ])('is of the connection with %s', (_case, error) => {
    expect([isOfConnection(error), isOfMessage(error)]).toEqual([true, false]);
  });

  it.each([
    ['a connection that ends, at whatever', failure({ code: 'ECONNECTION', command: 'CONN' })],
    ['a reply to the recipient', failure({ responseCode: 451, command: 'RCPT TO' })],
    ['what is no error', 'refused'],
  ])('may be of the message with %s', (_case, error) => {
    expect(isOfConnection(error)).toBe(false);
  });
});
