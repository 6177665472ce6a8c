// Environment variables as the tools of a session see them: those of the process, and what `environment-reader` has set for the
// session. The process itself, which other sessions share, is not changed. Control thread.

export class SessionVariables {
  private readonly changed = new Map<string, string>();

  get(name: string): string | undefined {
    return this.changed.get(name) ?? process.env[name];
  }

  set(name: string, value: string): void {
    this.changed.set(name, value);
  }

  all(): Readonly<Record<string, string>> {
    const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return Object.fromEntries([...own, ...this.changed]);
  }

  /** What programs are told beside what the process has. */
  changes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.changed);
  }
}
