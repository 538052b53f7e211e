/** `make(n)` for the first whole number from `start` that gives a name not in `taken`. */
export function uniqueName(
  taken: Iterable<string>,
  make: (number: number) => string,
  start = 1,
): string {
  const names = new Set(taken);
  for (let number = start; ; number += 1) {
    const name = make(number);
    if (!names.has(name)) return name;
  }
}

/** `base`, or `base 2`, `base 3` ... where it is taken. */
export function uniqueNameFrom(taken: Iterable<string>, base: string): string {
  return uniqueName(taken, (number) => (number === 1 ? base : `${base} ${number}`));
}
