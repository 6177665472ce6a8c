// Reads from a WebAssembly module which functions it exports, with their types: JavaScript does not tell.
// https://webassembly.github.io/spec/core/binary/modules.html

export interface FunctionType {
  /** `i32`, `i64`, `f32` or `f64`. */
  readonly parameters: readonly string[];
  /** Empty for none. */
  readonly result: string;
}

const VALUE_TYPES: Readonly<Record<number, string>> = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64' };
const SECTION = { type: 1, import: 2, function: 3, export: 7 } as const;
const KIND = { function: 0, table: 1, memory: 2, global: 3, tag: 4 } as const;

/** Types of the exported functions by name. */
export function functionTypes(module: Uint8Array): ReadonlyMap<string, FunctionType> {
  const sections = readSections(module);
  const types = readVector(sections.get(SECTION.type), readFunctionType);
  const imported = readVector(sections.get(SECTION.import), readImport).filter((type) => type !== undefined);
  const own = readVector(sections.get(SECTION.function), (bytes) => bytes.unsigned());
  const exports = readVector(sections.get(SECTION.export), readExport).filter(({ kind }) => kind === KIND.function);
  const typeOf = (index: number): FunctionType => types[[...imported, ...own][index]!]!;
  return new Map(exports.map(({ name, index }) => [name, typeOf(index)]));
}

class Bytes {
  private at = 0;
  constructor(private readonly bytes: Uint8Array) {}

  get done(): boolean {
    return this.at >= this.bytes.length;
  }

  byte(): number {
    return this.bytes[this.at++]!;
  }

  unsigned(): number {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  take(length: number): Uint8Array {
    return this.bytes.subarray(this.at, (this.at += length));
  }

  name(): string {
    return Buffer.from(this.take(this.unsigned())).toString();
  }
}

function readSections(module: Uint8Array): Map<number, Bytes> {
  const bytes = new Bytes(module.subarray(8));
  const sections = new Map<number, Bytes>();
  while (!bytes.done) sections.set(bytes.byte(), new Bytes(bytes.take(bytes.unsigned())));
  return sections;
}

function readVector<T>(bytes: Bytes | undefined, read: (bytes: Bytes) => T): T[] {
  return bytes === undefined ? [] : Array.from({ length: bytes.unsigned() }, () => read(bytes));
}

function readFunctionType(bytes: Bytes): FunctionType {
  bytes.byte();
  const valueTypes = (): string[] => readVector(bytes, (from) => VALUE_TYPES[from.byte()] ?? '?');
  const parameters = valueTypes();
  return { parameters, result: valueTypes().join() };
}

/** The type index of an imported function; undefined for what else is imported. */
function readImport(bytes: Bytes): number | undefined {
  bytes.name();
  bytes.name();
  const kind = bytes.byte();
  if (kind === KIND.function) return bytes.unsigned();
  if (kind !== KIND.memory) throw new Error(`an import of kind ${kind}, which this reader does not know`);
  const flags = bytes.byte();
  bytes.unsigned();
  if ((flags & 1) !== 0) bytes.unsigned();
  return undefined;
}

function readExport(bytes: Bytes): { name: string; kind: number; index: number } {
  return { name: bytes.name(), kind: bytes.byte(), index: bytes.unsigned() };
}
