/** Answers with what was done, in one sentence; throws when a build was needed and failed. */
export function buildWeb(options?: { force?: boolean }): string;
