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
} satisfies Translated<typeof english>;
