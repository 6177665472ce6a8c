// What is wrong with the value of a setting. Any thread.

/** A value that cannot be used; the loader adds where it was found. */
export class InvalidValue extends Error {
  constructor(
    message: string,
    readonly help: string,
  ) {
    super(message);
  }
}
