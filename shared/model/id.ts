/** A new id for a source, scene or item. */
export function newId(): string {
  return crypto.randomUUID();
}
