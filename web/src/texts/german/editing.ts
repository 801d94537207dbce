import type { editing as english } from "../english/editing.ts";
import type { Translated } from "../translated.ts";

export const editing = {
  editing: {
    kept: "Was Sie gerade ausfüllten, ist noch da: Melden Sie sich unter demselben Namen an und öffnen Sie es wieder.",
    isBack: "Das hatten Sie ausgefüllt, als Sie unterbrochen wurden. Es ist noch nicht gespeichert.",
    saveMerged: "Zusammenführen und speichern",
  },
} satisfies Translated<typeof english>;
