import { describe, expect, it } from 'vitest';
import { call, toFault } from './fault';

const denied = '{"kind":"denied","system":"policy","detail":"Developers deploy to dev only","field":"dev-only"}';

describe('what a rejected call becomes', () => {
  it.each([
    ['JSON text in an Error', new Error(denied), 'denied', 'Developers deploy to dev only', 'dev-only'],
    ['JSON text alone', denied, 'denied', 'Developers deploy to dev only', 'dev-only'],
    ['a kind nobody knows', '{"kind":"odd","detail":"A new kind"}', 'internal', 'A new kind', ''],
    ['text that is no JSON', 'argument 1: cannot unmarshal', 'internal', /did not expect/, ''],
    ['an object turned to text', '[object Object]', 'internal', /did not expect/, ''],
    ['JSON of another shape', '{"message":"x"}', 'internal', /did not expect/, ''],
  ])('%s', (_name, raw, kind, message, field) => {
    const fault = toFault(raw);
    expect(fault.kind).toBe(kind);
    expect(fault.message).toMatch(message);
    expect(fault.field).toBe(field);
  });

  it('a backend that is missing throws at once, and that is a fault too', async () => {
    const missing = () => {
      throw new TypeError("Cannot read properties of undefined (reading 'desktop')");
    };
    await expect(call(missing)).rejects.toMatchObject({ kind: 'internal' });
  });
});
