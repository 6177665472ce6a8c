// What can be set in the prompt with .set, and by options of the command. Control thread.

export interface ReplSettings {
  /** A name of `THEMES`. */
  theme: string;
  /** Inputs are kept in the history. */
  history: boolean;
  /** The line below the prompt. */
  status: boolean;
  /** How long each run took is said. */
  perf: boolean;
  /** Local variables of one input are there in the next. */
  locals: boolean;
}

export const FIRST_SETTINGS: ReplSettings = {
  theme: 'dark',
  history: true,
  status: true,
  perf: false,
  locals: true,
};
