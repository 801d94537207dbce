import type { paper as english } from "../english/paper.ts";
import type { Translated } from "../translated.ts";

/** What stands on paper only. */
export const paper = {
  paper: {
    site: "Anlage",
    covers: "Enthält",
    printed: "Gedruckt",
    alarms: (tab, shown, all) =>
      shown === all
        ? `${tab}: ${all === 1 ? "1 Alarm" : `alle ${all} Alarme`}.`
        : `${tab}: ${shown} von ${all} Alarmen, wie die Liste gefiltert und gefaltet ist.`,
    firstOnly: (most) => `Nur die ersten ${most} sind gedruckt.`,
    alarmColumns: ["Priorität", "Zustand", "Alarm", "Meldepunkt, Quelle, Bereich", "Gekommen", "Alarmierung"],
    journal: (count, from, to) => `${count === 1 ? "1 Eintrag" : `${count} Einträge`}, ${from} bis ${to}.`,
    printedBy: (who, at, zone) => `von ${who}, ${at} ${zone}`,
    entries: (first, last, from, to) => `Einträge ${first} bis ${last}, ${from} bis ${to}.`,
    noEntries: "Keine Einträge.",
    span: (from, to) =>
      from && to ? `Verlangt: ${from} bis ${to}.` : from ? `Verlangt: ab ${from}.` : `Verlangt: bis ${to}.`,
    only: (words) => `Nur was zu ${words} passt.`,
    older:
      "Es gibt ältere Einträge, die nicht auf diesem Papier stehen: Zeigen Sie vor dem Drucken mehr davon, oder exportieren Sie sie.",
    review: (at) => `Alle Rechte, wie sie am ${at} waren.`,
  },
} satisfies Translated<typeof english>;
