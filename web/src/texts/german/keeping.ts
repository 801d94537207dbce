import type { keeping as english } from "../english/keeping.ts";
import type { Translated } from "../translated.ts";

const number = (count: number) => count.toLocaleString("de");

export const keeping = {
  keeping: {
    hint: (leastDays) =>
      `Der Verlauf wird nachts gelöscht, sobald er älter ist, als der Standort es vorsieht, und nie innerhalb von ${leastDays} Tagen. Was zu einem noch nicht beendeten Alarm gehört, bleibt, ebenso was unter einer Löschsperre steht.`,
    change: "Fristen ändern",
    daysOf: (what) => `${what}, Tage`,
    emptyIsEver: "Ein leeres Feld bewahrt unbegrenzt auf.",
    at: "Zeit des Durchgangs",
    atHint: "Jede Nacht, in der Zeitzone des Standorts; am besten zu einer ruhigen Stunde.",
    columns: ["Was", "Frist", "Einträge", "Größe", "Ältester Eintrag", "Was als Nächstes gelöscht wird"],
    kinds: {
      events: { name: "Ereignisse", hint: "Jede Meldung einer Quelle und die Werte von Punkten" },
      alarms: { name: "Alarmverlauf", hint: "Änderungen von Alarmen, Alarmierungen, Maßnahmen, Notizen und Dateien" },
      messages: { name: "Nachrichten", hint: "Nachrichten an Personen und jeder Zustellversuch" },
      drills: { name: "Probealarme", hint: "Ergebnisse von Probealarmen; das jeweils letzte bleibt" },
      duty: { name: "Dienst", hint: "Übergaben, Diensttausche und die Liste der Berichte" },
    },
    days: (days) => (days === null ? "unbegrenzt" : `${number(days)} Tage`),
    rows: (rows, exact) => (exact ? number(rows) : `etwa ${number(rows)}`),
    megabytes: (bytes) => `${(bytes / 1e6).toLocaleString("de", { maximumFractionDigits: 1 })} MB`,
    perDay: (size) => `${size} am Tag`,
    nothing: "Noch nichts",
    month: (at) => new Date(at).toLocaleDateString("de", { month: "long", year: "numeric", timeZone: "UTC" }),
    goes: (month, size) => `${month} beim nächsten Durchgang (${size})`,
    goesAfter: (at) => `Der nächste Monat nach dem ${at}`,
    byAge: "Jeder Eintrag, sobald er alt genug ist",
    never: "Nichts",
    looked: (at) => `Letzter Durchgang: ${at}.`,
    neverLooked: "Es gab noch keinen Durchgang.",
    nextSoon: "Er beginnt zehn Minuten nach dem Start des Servers.",
    nextLook: (at) => `Nächster: ${at}.`,
    keptBack: "Zurückgehalten",
    nothingKept: "Nichts bleibt länger, als der Standort es vorsieht.",
    openStories: (count) =>
      count === 1
        ? "Ein Alarm begann vor langer Zeit und ist noch nicht beendet. Was zu ihm gehört, bleibt:"
        : `${number(count)} Alarme begannen vor langer Zeit und sind noch nicht beendet. Was zu ihnen gehört, bleibt. Die ältesten:`,
    alarm: (id, since) => `Alarm ${id}, seit ${since}`,
    hold: (id, reason) => `Die Löschsperre ${id} hält zurück, was unter sie fällt: ${reason}`,
    stays: (what, month, because) => `${what}, ${month}: ${because}`,
    removed: "Zuletzt gelöscht",
    nothingRemoved: "Es wurde noch nichts gelöscht.",
    removal: (what, rows, from, to) => `${what}: ${number(rows)} Einträge vom ${from} bis ${to}.`,
    putBack: (count) => `${number(count)} aus dieser Zeit bleiben, weil ihre Alarme noch nicht beendet sind.`,
    removedNote: (upTo, at) =>
      `Was vor dem ${upTo} war, wurde am ${at} nach der Aufbewahrungsfrist des Standorts gelöscht. Was zu noch nicht beendeten Alarmen gehört, bleibt.`,
  },
} satisfies Translated<typeof english>;
