// What is used of jq-web, which has no types: jq as a program, given text and arguments. Pool thread.

declare module 'jq-web' {
  interface Jq {
    /** @throws Error with jq's exit code and what it wrote; or of the WebAssembly module, which then is broken */
    raw(json: string, filter: string, flags: string[]): string | undefined;
  }
  const jq: Promise<Jq>;
  export { jq as default };
}
