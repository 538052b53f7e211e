/** Ends a `switch` over a `kind` union: a new kind then fails the type check, not the broadcast. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}
