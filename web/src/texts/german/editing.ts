import type { editing as english } from "../english/editing.ts";
import type { Translated } from "../translated.ts";

export const editing = {
  editing: {
    kept: "Was Sie gerade ausfüllten, ist noch da: Melden Sie sich unter demselben Namen an und öffnen Sie es wieder.",
    isBack: "Das hatten Sie ausgefüllt, als Sie unterbrochen wurden. Es ist noch nicht gespeichert.",
    leaving: "Auf dieser Seite ist etwas nicht gespeichert",
    mayNoMore:
      "Sie dürfen das nicht mehr ändern: Ein Administrator hat inzwischen Ihre Rechte geändert. Was Sie eingegeben haben, ist nicht gespeichert; es bleibt hier stehen, damit Sie es kopieren können.",
    removed: (what) => `Entfernt: ${what}.`,
    several: (count, kind) => `${count} × ${kind}`,
    isBackAgain: (what) => `Wieder da: ${what}.`,
    saveMerged: "Zusammenführen und speichern",
    undo: "Rückgängig machen",
    notUndone: "Die Änderung konnte nicht zurückgenommen werden.",
    unsaved: {
      ask: "Ihre Eingaben sind nicht gespeichert.",
      stay: "Weiter bearbeiten",
      discard: "Verwerfen",
    },
    merge: {
      title: (what: string) => `${what} wurde geändert, während Sie es bearbeitet haben.`,
      who: (who: string, at: string) => `Von ${who}, ${at}.`,
      taken: "Von dort übernommen:",
      automatic: "Sie haben verschiedene Felder geändert: Beide Änderungen können bleiben.",
      ask: "Diese Felder haben Sie beide geändert. Wählen Sie, welcher Wert gilt.",
      before: "Vorher",
      mine: "Ihrer",
      theirs: "Der andere",
      take: "In das Formular übernehmen",
      done: "Zusammengeführt. Bitte prüfen und speichern.",
    },
  },
} satisfies Translated<typeof english>;
