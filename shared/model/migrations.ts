/** The version that this program writes. */
export const currentCollectionVersion = 1;

type JsonObject = Readonly<Record<string, unknown>>;

/** By the version that a migration starts from: the document of the next version. */
export const migrations: Readonly<Record<number, (document: JsonObject) => JsonObject>> = {};

export type Migrated =
  | { readonly kind: 'ok'; readonly document: JsonObject }
  | { readonly kind: 'refused'; readonly field: string; readonly message: string };

/** Brings a parsed file to the current version, or says why it cannot. */
export function migrate(value: unknown): Migrated {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { kind: 'refused', field: '', message: 'the file does not hold a JSON object' };
  }
  let document = value as JsonObject;
  if (document['format'] !== 'tallylight-scene-collection') {
    const message = 'this is not a Tallylight scene collection';
    return { kind: 'refused', field: 'format', message };
  }
  const { version } = document;
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return {
      kind: 'refused',
      field: 'version',
      message: 'the version is not a whole number from 1',
    };
  }
  if (version > currentCollectionVersion) {
    const message = `the file is of version ${version}, made by a newer Tallylight; this one reads up to ${currentCollectionVersion}`;
    return { kind: 'refused', field: 'version', message };
  }
  for (let from = version; from < currentCollectionVersion; from += 1) {
    document = migrations[from]?.(document) ?? document;
  }
  return { kind: 'ok', document };
}
