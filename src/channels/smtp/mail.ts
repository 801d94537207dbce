import type { Priority } from "#events/event.ts";
import type { Message } from "../channel.ts";
import { WORDS } from "../message-words.ts";
import { oneLine } from "../render.ts";
import type { Settings } from "./settings.ts";

/** X-Priority, Importance (RFC 2156 §5.3.4) */
const URGENCY: Readonly<Record<Priority, readonly [x: string, importance: string]>> = {
  "life-safety": ["1", "high"],
  critical: ["1", "high"],
  high: ["2", "high"],
  medium: ["3", "normal"],
  low: ["5", "low"],
};

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly messageId: string;
  readonly references: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly html: string;
  readonly attachments: readonly {
    readonly filename: string;
    readonly content: string;
    readonly encoding: "utf-8" | "base64";
    readonly contentType: string;
  }[];
  readonly date: Date;
}

/**
 * The mail that carries a message. Its Message-ID is the same on every attempt and holds code, occurrence and sequence;
 * all mails of one occurrence refer to the same root, so that they become one thread.
 */
export function mailOf(message: Message, { from, fromName }: Pick<Settings, "from" | "fromName">): Mail {
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const tag = message.code ? ` [#${message.code}]` : "";
  const [x, importance] = URGENCY[message.priority];
  const auto = message.kind === "confirmation" ? "auto-replied" : "auto-generated";
  return {
    from: { name: oneLine(fromName), address: from },
    to: { name: oneLine(message.personName), address: message.to },
    subject: `${oneLine(message.subject).slice(0, 200)}${tag}`,
    messageId: messageId(message, domain),
    references: message.thread ? [`<${message.thread}@${domain}>`] : [],
    headers: {
      "Auto-Submitted": auto,
      "X-Auto-Response-Suppress": "OOF, AutoReply",
      "X-Priority": x,
      Importance: importance,
    },
    text: message.text,
    html: message.letter?.html ?? html(message),
    attachments: (message.letter?.attachments ?? []).map(({ name, type, content, encoding }) => ({
      filename: name,
      content,
      encoding,
      contentType: type,
    })),
    date: new Date(message.createdAt),
  };
}

/** `<n42.17.2.1a-7f3k@host>`: notification, occurrence, sequence, code. */
export function messageId(message: Message, domain: string): string {
  const { occurrence = 0, sequence = 0 } = message.facts;
  const parts = [`n${message.id}`, occurrence, sequence, ...(message.code ? [message.code] : [])];
  return `<${parts.map(String).join(".")}@${domain}>`;
}

function html({ text, link, code, subject, language = "en" }: Message): string {
  const lines = text
    .split("\n")
    .filter((line) => link === undefined || !line.includes(link))
    .map((line) => (line === "" ? "<br>" : `<p style="margin:0 0 4px">${escapeHtml(line)}</p>`));
  const button =
    link === undefined
      ? ""
      : `<p style="margin:16px 0"><a href="${escapeHtml(link)}" style="padding:10px 18px;background:#b42318;color:#ffffff;text-decoration:none;border-radius:4px">${WORDS[language].open}</a></p><p style="margin:0 0 4px">${WORDS[language].reply(escapeHtml(code ?? ""))}</p>`;
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>${escapeHtml(oneLine(subject))}</title></head><body style="font-family:sans-serif;font-size:15px">${lines.join("")}${button}</body></html>`;
}

export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
  return text.replace(/[&<>"']/gu, (letter) => entities[letter] ?? "");
}
