import { createInterface } from "node:readline";

/** A person at the terminal, or a program on stdin, who answers line by line. */
export interface Dialogue {
  /** What is typed next. null: stdin has ended. Rejects with the signal's reason when that comes first. */
  ask(question: string, signal: AbortSignal): Promise<string | null>;
  close(): void;
}

/** Lines that come before they are asked for are kept. */
export function openDialogue(): Dialogue {
  const reader = createInterface({ input: process.stdin, terminal: false });
  const lines: string[] = [];
  let ended = false;
  let wake = () => {};
  reader.on("line", (line) => {
    lines.push(line);
    wake();
  });
  reader.on("close", () => {
    ended = true;
    wake();
  });
  return {
    async ask(question, signal) {
      process.stdout.write(question);
      for (;;) {
        signal.throwIfAborted();
        const line = lines.shift();
        if (line !== undefined) return line;
        if (ended) return null;
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener("abort", () => resolve(), { once: true });
        });
      }
    },
    close() {
      reader.close();
      // An open stdin would keep the command from ending.
      process.stdin.destroy();
    },
  };
}
