export type ParsedJson =
  | { readonly kind: 'ok'; readonly value: unknown }
  | {
      readonly kind: 'refused';
      readonly message: string;
      readonly line: number;
      readonly column: number;
    };

/** Parses JSON; where it is none, says at which line and column (from 1) the first fault is. */
export function parseJson(text: string): ParsedJson {
  try {
    return { kind: 'ok', value: JSON.parse(text) };
  } catch {
    const offset = findFault(text);
    const before = text.slice(0, offset);
    const found = offset < text.length ? JSON.stringify(text[offset]) : 'the end of the text';
    return {
      kind: 'refused',
      message: `not JSON: ${found} is not expected here`,
      line: before.split('\n').length,
      column: offset - before.lastIndexOf('\n'),
    };
  }
}

const space = /[ \t\n\r]*/y;
// RFC 8259 sections 3, 6 and 7.
const scalar =
  /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/y;
/** As much of a broken scalar as is right, so that the fault is where it goes wrong. */
const brokenScalar = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*|[-\w]*/y;

/** Where the text stops being JSON. Engines name the place only for some faults. */
function findFault(text: string): number {
  const open: ('[' | '{')[] = [];
  let offset = 0;
  let expects: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'next' = 'value';
  const skip = (pattern: RegExp): number => {
    pattern.lastIndex = offset;
    const length = pattern.exec(text)?.[0].length ?? 0;
    offset += length;
    return length;
  };
  for (;;) {
    skip(space);
    const character = text[offset];
    if (character === undefined) return offset;
    const inner = open.at(-1);
    const closes = character === (inner === '[' ? ']' : '}');
    if (closes && inner && (expects === 'next' || expects.endsWith('-or-end'))) {
      open.pop();
      offset += 1;
      expects = 'next';
    } else if (expects === 'next') {
      if (character !== ',' || !inner) return offset;
      offset += 1;
      expects = inner === '[' ? 'value' : 'key';
    } else if (expects === 'colon') {
      if (character !== ':') return offset;
      offset += 1;
      expects = 'value';
    } else if (expects.startsWith('key')) {
      if (character !== '"') return offset;
      if (skip(scalar) === 0) {
        skip(brokenScalar);
        return offset;
      }
      expects = 'colon';
    } else if (character === '[' || character === '{') {
      open.push(character);
      offset += 1;
      expects = character === '[' ? 'value-or-end' : 'key-or-end';
    } else {
      if (skip(scalar) === 0) {
        if (character === '"') skip(brokenScalar);
        return offset;
      }
      expects = 'next';
    }
  }
}
