// The commands below `llmspell app`. Control thread.

export const APP_COMMANDS = ['list', 'info', 'run'] as const;
