import type { Actor } from "#store/batch.ts";
import type { Language } from "./language.ts";

/** What the way is called by which somebody, or Tocsin itself, did something. */
export const WAYS: Readonly<Record<Language, Readonly<Record<Actor["via"], string>>>> = {
  en: {
    intake: "a source's message",
    timer: "a timer",
    screen: "the screen",
    api: "the API",
    link: "a link",
    email: "e-mail",
    phone: "telephone",
    pager: "pager",
    sms: "SMS",
    chat: "chat",
    start: "the start",
    cli: "the command line",
  },
  de: {
    intake: "Meldung einer Quelle",
    timer: "Zeitablauf",
    screen: "Bildschirm",
    api: "API",
    link: "Link",
    email: "E-Mail",
    phone: "Telefon",
    pager: "Pager",
    sms: "SMS",
    chat: "Chat",
    start: "Start",
    cli: "Befehlszeile",
  },
};
