import { WORDS } from "#channels/message-words.ts";
import { oneLine } from "#channels/render.ts";
import { escapeHtml } from "#channels/smtp/mail.ts";
import type { Language } from "#site/language.ts";
import { alarmTextIn } from "#site/said.ts";
import type { Zones } from "#site/time-words.ts";
import type { Look, Outcome } from "./outcome.ts";
import { TEXTS, type Texts } from "./texts.ts";

/** Forbids everything but what the page itself holds: no script, no frame, no other address. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "content-type": "text/html; charset=utf-8",
  "content-security-policy":
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  "referrer-policy": "no-referrer",
  "x-robots-tag": "noindex, nofollow",
  "x-frame-options": "DENY",
};

/** By night it is dark: whoever is woken up reads it in bed. Buttons are as wide as a telephone, and no thumb misses them. */
const STYLE =
  ":root{color-scheme:light dark;--text:#1a1a1a;--ground:#fff;--raised:#f5f5f5;--line:#6b6b6b;--bad:#8c1b12}" +
  "@media(prefers-color-scheme:dark){:root{--text:#e6e8eb;--ground:#121519;--raised:#22272e;--line:#7b8591;--bad:#ff8f9c}}" +
  "body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:2rem auto;padding:0 1rem;color:var(--text);background:var(--ground);overflow-wrap:anywhere}" +
  "h1{font-size:1.4rem}dt{font-weight:600;margin-top:.5rem}dd{margin:0}label{display:block;margin:1rem 0}" +
  "input{font:inherit;width:100%;box-sizing:border-box;padding:.5rem;border:1px solid var(--line);color:inherit;background:var(--ground)}" +
  "button{font:inherit;padding:.7rem 1.2rem;margin:.3rem .6rem .3rem 0;border:2px solid #b42318;background:#b42318;color:#fff}" +
  "@media(max-width:34rem){body{margin:1rem auto}button{width:100%;margin:.3rem 0}}" +
  "button+button{border-color:var(--bad);background:var(--ground);color:var(--bad)}button.calm{border-color:var(--line);background:var(--raised);color:var(--text)}a{color:inherit}.more{display:inline-block;padding:.7rem 0}.told{padding:.8rem 1rem;border-left:.3rem solid #b42318;background:var(--raised)}";

/** What a link shows: the alarm and how to answer. Only its form's POST does anything. */
export function replyPage(look: Look, zones: Zones, language: Language): string {
  const { alarm, notification, state } = look;
  const texts = TEXTS[language].page;
  if (!notification) return page(language, texts.link, told(look.because));
  const title = alarm
    ? `${WORDS[language].priority[alarm.priority]}: ${oneLine(alarmTextIn(language, alarm))}`
    : texts.alarm;
  const form =
    state === "open"
      ? `<form method="post"><label>${texts.comment}<input name="comment" maxlength="500" autocomplete="off"></label><button name="verb" value="acknowledge">${texts.takeOver}</button><button class="calm" name="verb" value="on-my-way">${texts.takeOverOnMyWay}</button><button name="verb" value="escalate">${texts.escalate}</button></form><p>${escapeHtml(texts.answersAs(look.personName))}</p>`
      : told(look.because);
  const { state: shown } = texts;
  const now = alarm ? ([[shown, texts.states[alarm.state]]] as const) : [];
  return page(language, title, `${factsOf(look, zones, language, now)}${form}${alarm ? wayTo(alarm, texts) : ""}`);
}

/** @param about whoever took an alarm over still has before them what it is; null: it isn't known */
export function outcomePage({ kind, because }: Outcome, language: Language, about: string | null): string {
  const texts = TEXTS[language].page;
  return page(language, kind === "done" ? texts.done : texts.nothingDone, `${told(because)}${about ?? ""}`);
}

/** Where and what to do, and the way to all of it. */
export function aboutAlarm(look: Look, zones: Zones, language: Language): string {
  const texts = TEXTS[language].page;
  if (!look.alarm) return "";
  return `${factsOf(look, zones, language, [])}${wayTo(look.alarm, texts)}`;
}

function wayTo({ id }: { readonly id: number }, texts: Texts["page"]): string {
  return `<p><a class="more" href="/alarms/${id}">${texts.openAlarm}</a></p>`;
}

type Fact = readonly [name: string, value: string | null];

function factsOf(look: Look, zones: Zones, language: Language, more: readonly Fact[]): string {
  const { alarm } = look;
  const { page: texts, time } = TEXTS[language];
  if (!alarm) return "";
  const facts: readonly Fact[] = [
    [texts.where, look.where],
    [texts.when, alarm.raisedAt === null ? null : time(alarm.raisedAt, zones)],
    ...more,
    [texts.whatToDo, look.instructions],
  ];
  const list = facts
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `<dt>${name}</dt><dd>${escapeHtml(value ?? "").replaceAll("\n", "<br>")}</dd>`);
  return `<dl>${list.join("")}</dl>`;
}

export function troublePage(because: (texts: Texts["page"]) => string, language: Language): string {
  const texts = TEXTS[language].page;
  return page(language, texts.tryAgain, told(because(texts)));
}

function told(because: string): string {
  return `<p class="told" role="status">${escapeHtml(because)}</p>`;
}

function page(language: Language, title: string, body: string): string {
  const heading = escapeHtml(title);
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${heading}</title><style>${STYLE}</style></head><body><main><h1>${heading}</h1>${body}</main></body></html>\n`;
}
