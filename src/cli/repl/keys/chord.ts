// Keys as bindings name them: `C-a`, `M-f`, `S-tab`, `up`, and a character as itself. Any thread.

/** As Node's `readline.emitKeypressEvents` tells it. */
export interface KeyPress {
  readonly sequence?: string | undefined;
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly shift?: boolean | undefined;
}

export type Key =
  /** Characters to be put in. */
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'chord'; readonly chord: string }
  | { readonly kind: 'paste start' }
  | { readonly kind: 'paste end' };

const CONTROL_NAMES: Readonly<Record<string, string>> = {
  '\u0000': 'C-space',
  '\u001c': 'C-\\',
  '\u001d': 'C-]',
  '\u001e': 'C-^',
  '\u001f': 'C-_',
};

/** Names that Node gives to plain characters, which stand for themselves. */
const NAMED = new Set([
  ...['up', 'down', 'left', 'right', 'home', 'end', 'pageup', 'pagedown', 'insert', 'delete', 'clear', 'tab', 'escape'],
  ...['return', 'enter', 'backspace', ...Array.from({ length: 12 }, (_, i) => `f${i + 1}`)],
]);

/** Whether a binding can name a key like this. */
export function isChord(name: string): boolean {
  const key = name.replace(/^(?:C-)?(?:M-)?(?:S-)?(?=.)/, '');
  return NAMED.has(key) || key === 'space' || /^[!-~]$/.test(key);
}

/** Undefined for what no binding can name. @param text what the key types, as Node gives it beside the key */
export function toKey(text: string | undefined, press: KeyPress): Key | undefined {
  const { name, sequence = text ?? '', ctrl = false, meta = false, shift = false } = press;
  if (name === 'paste-start') return { kind: 'paste start' };
  if (name === 'paste-end') return { kind: 'paste end' };
  if (name === 'enter' && sequence === '\n') return chord('C-j');
  if (name === 'backspace' && sequence === '\b') return chord('backspace');
  const control = CONTROL_NAMES[sequence];
  if (control !== undefined) return chord(control);
  if (name !== undefined && NAMED.has(name)) {
    return chord(`${ctrl ? 'C-' : ''}${meta && name !== 'escape' ? 'M-' : ''}${shift ? 'S-' : ''}${name}`);
  }
  if (ctrl && name !== undefined) return chord(`C-${meta ? 'M-' : ''}${name}`);
  // Node gives no name to a control character behind Escape.
  const [, controlled] = /^\u001b([\u0001-\u001a])$/.exec(sequence) ?? [];
  if (controlled !== undefined) return chord(`C-M-${String.fromCharCode(controlled.charCodeAt(0) | 0x60)}`);
  if (meta && sequence.startsWith('\u001b') && sequence.length > 1) return chord(`M-${sequence.slice(1)}`);
  if (text !== undefined && text !== '' && !/[\u0000-\u001f\u007f]/.test(text)) return { kind: 'text', text };
  return undefined;
}

function chord(name: string): Key {
  return { kind: 'chord', chord: name };
}
