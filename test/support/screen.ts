// A terminal's screen as text, as far as the command steers one: line breaks, wrapping, cursor up, erasing below, styles.

export class Screen {
  private readonly rows: string[][] = [[]];
  private row = 0;
  private column = 0;

  constructor(private readonly columns: number) {}

  write(text: string): void {
    for (const [token, count, final] of text.matchAll(/\u001b\[(\d*)([A-Za-z])|[^]/gu)) {
      if (final !== undefined) this.control(final, count === '' ? 1 : Number(count));
      else if (token === '\n') this.newLine();
      else if (token === '\r') this.column = 0;
      else this.put(token);
    }
  }

  /** The lines without blanks at their ends; no lines after the last that holds something. */
  text(): string {
    return this.rows
      .map((row) => row.join('').trimEnd())
      .join('\n')
      .trimEnd();
  }

  private control(final: string, count: number): void {
    if (final === 'A') this.row = Math.max(0, this.row - count);
    else if (final === 'J') {
      this.rows.length = this.row + 1;
      this.rows[this.row]?.splice(this.column);
    } else if (final !== 'm') throw new Error(`the screen does not know ESC [ ${final}`);
  }

  private put(char: string): void {
    if (this.column === this.columns) this.newLine();
    const row = (this.rows[this.row] ??= []);
    while (row.length < this.column) row.push(' ');
    row[this.column++] = char;
  }

  private newLine(): void {
    this.row++;
    this.column = 0;
    this.rows[this.row] ??= [];
  }
}
