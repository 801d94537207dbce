import type { Pool } from "pg";
import type { Letter, Line } from "./channel.ts";

/** A line on which a message is sent with its HTML and files, where it has some. They are read when it goes out. */
export function withLetters(line: Line, read: (notification: number) => Promise<Letter | undefined>): Line {
  return {
    async deliver(message, signal) {
      if (message.kind !== "notice") return line.deliver(message, signal);
      const letter = await read(message.id);
      return line.deliver(letter ? { ...message, letter } : message, signal);
    },
    check: () => line.check(),
    [Symbol.asyncDispose]: () => line[Symbol.asyncDispose](),
  };
}

export async function readLetter(pool: Pool, notification: number): Promise<Letter | undefined> {
  const { rows } = await pool.query<{ html: string; attachments: string }>(
    "select html, attachments from core.report_mail where notification = $1",
    [notification],
  );
  const [row] = rows;
  return row && { html: row.html, attachments: JSON.parse(row.attachments) as Letter["attachments"] };
}
