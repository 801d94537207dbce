import type { Category, Priority } from "#events/event.ts";
import type { Language } from "#site/language.ts";

/** What messages say besides the words of templates. */
export interface MessageWords {
  readonly priority: Readonly<Record<Priority, string>>;
  readonly category: Readonly<Record<Category, string>>;
  /** In place of the priority, when the condition has gone. */
  readonly gone: string;
  readonly again: (times: number) => string;
  readonly silent: string;
  /** How an alarm is answered; the words ACK and ESCALATE are understood in every language. */
  readonly answer: (link: string, code: string) => readonly string[];
  /** The same on one short line. */
  readonly shortAnswer: (code: string) => string;
  /** On a button that leads to the page of an answer. */
  readonly open: string;
  readonly reply: (code: string) => string;
  readonly allAlarms: string;
  /** The partition in which everything is that was put into no other. */
  readonly wholeSite: string;
}

export const WORDS: Readonly<Record<Language, MessageWords>> = {
  en: {
    priority: {
      "life-safety": "LIFE SAFETY",
      critical: "CRITICAL",
      high: "HIGH",
      medium: "MEDIUM",
      low: "LOW",
    },
    category: {
      fire: "fire",
      gas: "gas",
      medical: "medical",
      panic: "panic",
      "hold-up": "hold-up",
      intrusion: "intrusion",
      tamper: "tamper",
      access: "access",
      water: "water",
      technical: "technical",
      trouble: "trouble",
      power: "power",
      communication: "communication",
      system: "system",
      arming: "arming",
      test: "test",
      maintenance: "maintenance",
      other: "other",
    },
    gone: "Gone",
    again: (times) => `(reported for the ${ordinal(times)} time)`,
    silent: "Silent: make no sound near it.",
    answer: (link, code) => [
      `To take it over: reply with ACK, or open ${link}`,
      "To call the next persons now: reply with ESCALATE.",
      `Code ${code}`,
    ],
    shortAnswer: (code) => `Reply ACK ${code}`,
    open: "Open and take it over",
    reply: (code) => `Or reply with ACK. Code ${code}`,
    allAlarms: "All alarms",
    wholeSite: "whole site",
  },
  de: {
    priority: {
      "life-safety": "LEBENSGEFAHR",
      critical: "KRITISCH",
      high: "HOCH",
      medium: "MITTEL",
      low: "NIEDRIG",
    },
    category: {
      fire: "Feuer",
      gas: "Gas",
      medical: "Medizinisch",
      panic: "Notruf",
      "hold-up": "Überfall",
      intrusion: "Einbruch",
      tamper: "Sabotage",
      access: "Zutritt",
      water: "Wasser",
      technical: "Technik",
      trouble: "Störung",
      power: "Stromversorgung",
      communication: "Verbindung",
      system: "System",
      arming: "Scharfschaltung",
      test: "Test",
      maintenance: "Wartung",
      other: "Sonstiges",
    },
    gone: "Behoben",
    again: (times) => `(zum ${times}. Mal gemeldet)`,
    silent: "Still: dort keinen Laut machen.",
    answer: (link, code) => [
      `Zum Übernehmen: mit ACK antworten oder ${link} öffnen`,
      "Um sofort die Nächsten zu rufen: mit ESCALATE antworten.",
      `Code ${code}`,
    ],
    shortAnswer: (code) => `Antwort: ACK ${code}`,
    open: "Öffnen und übernehmen",
    reply: (code) => `Oder mit ACK antworten. Code ${code}`,
    allAlarms: "Alle Alarme",
    wholeSite: "ganze Anlage",
  },
};

function ordinal(count: number): string {
  const last = count % 100 >= 11 && count % 100 <= 13 ? 0 : count % 10;
  return `${count}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}
