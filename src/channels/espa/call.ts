import type { Priority } from "#events/event.ts";
import { ascii } from "../pager-text.ts";
import { type Block, blockOf } from "./frame.ts";
import type { Settings } from "./settings.ts";

const PRIORITY: Readonly<Record<Priority, string>> = {
  "life-safety": "1",
  critical: "1",
  high: "2",
  medium: "3",
  low: "3",
};

/** Header 1: call to a pager. */
export function callBlock(pager: string, text: string, priority: Priority, settings: Settings): Buffer {
  return blockOf("1", [
    ["1", pager],
    ["2", text],
    ["3", String(settings.beep[priority])],
    ["4", "3"],
    ["5", String(settings.transmissions)],
    ["6", PRIORITY[priority]],
  ]);
}

const GERMAN: Readonly<Record<string, string>> = { Ä: "[", Ö: "\\", Ü: "]", ä: "{", ö: "|", ü: "}", ß: "~" };

/** Text as the link can carry it. */
export function encoded(text: string, characters: Settings["characters"], longest: number): string {
  const cut = (done: string) => (done.length <= longest ? done : `${done.slice(0, longest - 3).trimEnd()}...`);
  if (characters === "ascii") return cut(ascii(text));
  if (characters === "latin1") {
    return cut(text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, (letter) => ascii(letter) || " ").trim());
  }
  // What stands where the umlauts are would be read as umlauts.
  const free = text.replace(/[[\\\]{|}~]/gu, (letter) => ({ "[": "(", "{": "(", "]": ")", "}": ")" })[letter] ?? "-");
  return cut(
    free
      .split(/([ÄÖÜäöüß])/u)
      .map((part) => GERMAN[part] ?? kept(part))
      .join("")
      .trim(),
  );
}

/** Blanks at the edge of a part belong to the words around it. */
function kept(part: string): string {
  return `${/^\s/u.test(part) ? " " : ""}${ascii(part)}${/\S\s+$/u.test(part) ? " " : ""}`;
}

/** What a status block says about a call; null: nothing about any. */
export type CallStatus =
  | {
      readonly kind: "call";
      readonly pager: string;
      readonly state: "on-its-way" | "paged" | "failed" | "acknowledged";
      readonly words: string;
    }
  | { readonly kind: "system"; readonly words: string };

const STATES: Readonly<Record<string, readonly ["on-its-way" | "paged" | "failed" | "acknowledged", string]>> = {
  "1": ["on-its-way", "the pager is busy"],
  "2": ["on-its-way", "the call is in the queue"],
  "3": ["paged", "the pager was called"],
  "71": ["paged", "the pager was called"],
  "4": ["failed", "the pager is absent"],
  "72": ["failed", "the pager is absent"],
  "5": ["on-its-way", "the call was terminated"],
  "6": ["acknowledged", "the called person acknowledged"],
  "7": ["paged", "a speech channel is open"],
  "8": ["failed", "the paging system has a fault"],
};

export function readStatus({ header, records }: Block): CallStatus | null {
  if (header !== "2") return null;
  const pager = records.get("1")?.trim();
  const [state, words] = STATES[records.get("7")?.trim() ?? ""] ?? [];
  if (pager !== undefined && state !== undefined && words !== undefined) return { kind: "call", pager, state, words };
  if (records.get("8")?.trim() === "1") return { kind: "system", words: "its transmitter has failed" };
  return null;
}
