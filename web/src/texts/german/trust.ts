import type { trust as english } from "../english/trust.ts";
import type { Translated } from "../translated.ts";

export const trust = {
  issuing: {
    replace: "Die ausstellende Stelle ersetzen",
    title: "Die ausstellende Stelle ersetzen",
    hint: "Die Wurzel bleibt, also muss niemand etwas erfahren. Jeder Prozess wird jetzt um ein neues Zertifikat gebeten; keine Verbindung endet, und was die bisherige unterschrieben hat, gilt bis zu seinem eigenen Ende.",
    stolen: "Ihr Schlüssel wurde gestohlen, oder es ist nicht auszuschließen",
    stolenHint:
      "Was sie unterschreibt, weist dann binnen Sekunden jeder Prozess ab, außer den Zertifikaten, die hier verzeichnet sind.",
    how: "Was darüber bekannt ist",
    browsers:
      "Browser und Programme lesen keine Sperrliste: Ersetzen Sie auch die Wurzel, und lassen Sie sie nur der neuen vertrauen.",
    former: (names, count) =>
      count === 1
        ? `${names} hat noch ein Zertifikat der bisherigen ausstellenden Stelle und wird um ein neues gebeten.`
        : `${names} haben noch ein Zertifikat der bisherigen ausstellenden Stelle und werden um ein neues gebeten.`,
    refused: (at, because) =>
      `Was eine frühere ausstellende Stelle unterschreibt, wird abgewiesen seit ${at}: ${because}`,
  },
  pairDrill: {
    never: "Die Übergabe wurde noch nie geübt.",
    last: { passed: "Letzte Übung bestanden", failed: "Letzte Übung gescheitert", running: "Eine Übung läuft" },
    begun: (at, by) => `begonnen ${at} von ${by}`,
    took: (there, back) =>
      back === null
        ? `der andere Kern hatte nach ${there} übernommen`
        : `der andere Kern hatte nach ${there} übernommen, dieser nach ${back}`,
    reports: (count) =>
      count === 1 ? "1 Meldung wurde derweil angenommen" : `${count} Meldungen wurden derweil angenommen`,
    seconds: (text) => `${text} s`,
    overdue: (days) => `Eine Übung ist überfällig: Seit ${days} Tagen wurde keine bestanden.`,
    due: (at) => `Die nächste Übung ist fällig ${at}.`,
    notDue: "Diese Anlage wird nicht an Übungen erinnert.",
    drill: "Üben",
    title: "Die Übergabe üben",
    hint: "Der andere Kern übernimmt, und sobald dieser als bereitstehender alles hat, kommt die Anlage zurück. Das dauert ein, zwei Minuten; Alarme werden die ganze Zeit angenommen, außer einige Sekunden lang bei jedem Wechsel. Diese Seite geht mit.",
    stay: "Die Anlage bleibt beim anderen Kern",
    notDone: "Es wird nicht geübt",
  },
} satisfies Translated<typeof english>;
