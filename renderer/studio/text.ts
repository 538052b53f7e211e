import { english, type StringKey, type Strings } from './strings.ts';

/** The language of the catalogue; numbers and React Aria's own words follow it. */
export const locale = 'en-GB';

type ParametersOf<S extends string> = S extends `${string}{${infer P}}${infer Rest}`
  ? P | ParametersOf<Rest>
  : never;
type Arguments<K extends StringKey> = [ParametersOf<(typeof english)[K]>] extends [never]
  ? []
  : [parameters: Readonly<Record<ParametersOf<(typeof english)[K]>, string | number>>];

/** Keys of sentences without parameters. */
export type PlainKey = {
  [K in StringKey]: [ParametersOf<(typeof english)[K]>] extends [never] ? K : never;
}[StringKey];

const catalogue: Strings = english;

/** The words for `key`, with `{name}` filled in; the compiler asks for each parameter. */
export function text<K extends StringKey>(key: K, ...[parameters]: Arguments<K>): string {
  const values: Readonly<Record<string, string | number>> = parameters ?? {};
  return catalogue[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''));
}
