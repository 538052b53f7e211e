/**
 * A value that must not be seen: it redacts itself in JSON, string conversion and Node's inspector.
 * `reveal()` is called only where the value goes onto the wire or into the vault.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

/** `text` with every occurrence of the secrets replaced; for what a peer or a library wrote. */
export function redact(text: string, secrets: readonly Secret[]): string {
  return secrets.reduce((redacted, secret) => {
    const value = secret.reveal();
    return value === '' ? redacted : redacted.replaceAll(value, '[secret]');
  }, text);
}
