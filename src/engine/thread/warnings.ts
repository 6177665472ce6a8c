// `warn` and the warnings of the interpreter, as lua.c does it: off until `warn("@on")`, on standard error. Engine thread.

export class Warnings {
  private on = false;
  private pieces: string[] = [];

  constructor(private readonly write: (line: string) => void) {}

  take(piece: string, continues: boolean): void {
    if (this.pieces.length === 0 && !continues && piece.startsWith('@')) {
      if (piece === '@on') this.on = true;
      else if (piece === '@off') this.on = false;
      return;
    }
    this.pieces.push(piece);
    if (continues) return;
    const message = this.pieces.splice(0).join('');
    if (this.on) this.write(`Lua warning: ${message}\n`);
  }
}
