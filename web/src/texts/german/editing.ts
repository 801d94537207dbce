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
  },
} satisfies Translated<typeof english>;
