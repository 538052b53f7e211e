/** Why an edit does not fit the document. `field` is the path in the command, e.g. `item.sourceId`. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly field: string;

  constructor(message: string, field: string) {
    super(message);
    this.field = field;
  }
}
