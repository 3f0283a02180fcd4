/** The kinds of fault, each with a next step the window can offer. */
export const kinds = [
  'denied',
  'held',
  'conflict',
  'notFound',
  'invalid',
  'unreachable',
  'signIn',
  'cancelled',
  'internal',
] as const;
export type Kind = (typeof kinds)[number];

/** A fault as it travels: inside a page, a probe or a status. */
export interface FaultShape {
  kind: string;
  system?: string | undefined;
  detail: string;
  field?: string | undefined;
}

/** What a rejected bridge call becomes. The message is already fit for people. */
export class Fault extends Error {
  readonly kind: Kind;
  readonly system: string;
  readonly field: string;

  constructor(shape: FaultShape) {
    super(shape.detail);
    this.name = 'Fault';
    this.kind = kinds.find((kind) => kind === shape.kind) ?? 'internal';
    this.system = shape.system ?? '';
    this.field = shape.field ?? '';
  }
}

const unexpected: FaultShape = {
  kind: 'internal',
  detail: 'Sluice met an answer it did not expect. Restart it if this stays; the log has the details',
};

const isShape = (value: unknown): value is FaultShape =>
  typeof value === 'object' && value !== null && 'kind' in value && 'detail' in value;

/** The backend rejects with JSON text; Wails wraps it in an Error, or not, depending on its version. */
export function toFault(raw: unknown): Fault {
  if (raw instanceof Fault) return raw;
  const text = raw instanceof Error ? raw.message : String(raw);
  try {
    const shape: unknown = JSON.parse(text);
    return new Fault(isShape(shape) ? shape : unexpected);
  } catch {
    return new Fault(unexpected);
  }
}

/** Awaits a bound method and turns its rejection into a Fault. */
export async function call<T>(bound: () => Promise<T>): Promise<T> {
  try {
    return await bound(); // a generated call throws synchronously when the backend is missing
  } catch (raw) {
    throw toFault(raw);
  }
}
