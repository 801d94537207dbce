import type { chart as english } from "../english/chart.ts";
import type { Translated } from "../translated.ts";

export const chart = {
  chart: {
    empty: "In dieser Zeit gibt es keine Werte.",
    key: "Legende",
    asTable: (count) => `Werte als Tabelle (${count})`,
    onlyLast: (count) => `Die letzten ${count} Werte; wählen Sie eine kürzere Zeit, um die übrigen zu sehen.`,
    name: "Name",
    at: "Zeit",
    value: "Wert",
    noValue: "kein Wert",
    marks: "Markierte Zeitpunkte",
    what: "Was geschah",
    limits: "Grenzwerte",
    limit: "Grenzwert",
    sides: { above: "über", below: "unter", at: "bei" },
    shapes: { up: "Gekommen", round: "Quittiert", down: "Gegangen" },
    keys: (zooms) =>
      `Mit den Pfeiltasten gehen Sie von Wert zu Wert${zooms ? ", + und − zeigen weniger und mehr Zeit; ziehen Sie mit der Maus, um einen Abschnitt zu wählen" : ""}.`,
  },
} satisfies Translated<typeof english>;
