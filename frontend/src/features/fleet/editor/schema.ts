/** The part of JSON Schema that the fleet's schema uses. */
export interface SchemaPart {
  $ref?: string;
  $defs?: Record<string, SchemaPart>;
  description?: string;
  type?: string;
  const?: string;
  enum?: string[];
  required?: string[];
  properties?: Record<string, SchemaPart>;
  additionalProperties?: SchemaPart | boolean;
  propertyNames?: SchemaPart;
  items?: SchemaPart;
}

export const parseSchema = (text: string): SchemaPart => JSON.parse(text) as SchemaPart;

/** The part itself, where it only refers to another; its own description stays. */
function resolve(root: SchemaPart, part: SchemaPart | undefined): SchemaPart | undefined {
  const name = part?.$ref?.replace('#/$defs/', '');
  const target = name ? root.$defs?.[name] : undefined;
  return part && target ? { ...resolve(root, target), ...part } : part;
}

/** What a list holds stands for the list: a path names keys only. */
function inside(root: SchemaPart, part: SchemaPart | undefined): SchemaPart | undefined {
  const at = resolve(root, part);
  return at?.items ? inside(root, at.items) : at;
}

/** The part that describes one key of what lies at a path. */
export function keyAt(root: SchemaPart, path: readonly string[], key: string): SchemaPart | undefined {
  const at = path.reduce<SchemaPart | undefined>((part, step) => inside(root, child(part, step)), root);
  return resolve(root, child(at, key));
}

const child = (part: SchemaPart | undefined, key: string): SchemaPart | undefined =>
  part?.properties?.[key] ?? (typeof part?.additionalProperties === 'object' ? part.additionalProperties : undefined);

/** The keys that may stand at a path, the needed ones first. */
export function keysAt(root: SchemaPart, path: readonly string[]): { key: string; part: SchemaPart }[] {
  const at = path.reduce<SchemaPart | undefined>((part, step) => inside(root, child(part, step)), root);
  const needed = at?.required ?? [];
  const names = resolve(root, at?.propertyNames)?.enum ?? Object.keys(at?.properties ?? {});
  return names
    .map((key) => ({ key, part: keyAt(root, path, key) ?? {} }))
    .sort((a, b) => Number(needed.includes(b.key)) - Number(needed.includes(a.key)));
}

/** What may be written as the value of a key; empty where the schema leaves it open. */
export function valuesAt(root: SchemaPart, path: readonly string[], key: string): string[] {
  const part = inside(root, keyAt(root, path, key));
  if (part?.const) return [part.const];
  return part?.enum ?? (part?.type === 'boolean' ? ['true', 'false'] : []);
}
