import type { screen as english } from "../english/screen.ts";
import type { Translated } from "../translated.ts";

export const screen = {
  pageGroup: {
    watch: "Überwachen",
    respond: "Reagieren",
    site: "Anlage",
    people: "Personen und Rechte",
    security: "Sicherheit",
    server: "Server",
  },
  siteClock: {
    site: (time: string, zone: string) => `Anlage ${time} ${zone}`,
    siteHint: (zone: string) => `Die Uhrzeit in der Anlage (${zone})`,
    wrong: (span: string) =>
      `Die Uhr dieses Rechners geht um ${span} falsch. Die Zeiten auf dieser Seite richten sich nach dem Server; lassen Sie die Uhr des Rechners stellen.`,
  },
  linkHealth: {
    title: "Server und Verbindungen",
    count: (count: number) => (count === 1 ? "1 Störung" : `${count} Störungen`),
    countBefore: (count: number) => (count === 1 ? "zuvor 1 Störung" : `zuvor ${count} Störungen`),
    link: {
      live: "Der Server antwortet, Änderungen erscheinen hier sofort.",
      connecting: "Verbindung zum Server wird aufgebaut …",
    },
    parts: "Quellen, Kanäle und Module",
    allWork: "Alle eingeschalteten Quellen, Kanäle und Module arbeiten.",
    unseen: "Den Zustand von Quellen und Kanälen dürfen Sie nicht sehen.",
    kind: { source: "Quelle", channel: "Kanal", module: "Modul" },
    since: (at: string) => `seit ${at}`,
  },
} satisfies Translated<typeof english>;
