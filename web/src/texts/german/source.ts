import type { source as english } from "../english/source.ts";
import type { Translated } from "../translated.ts";

export const source = {
  source: {
    title: "Was sie sendet",
    hint: "Jede Nachricht, wie sie kam und wie der Treiber des Protokolls sie verstanden hat, von jetzt an. Geheimes ist unkenntlich. Der Server hört nur mit, solange diese Seite offen ist.",
    elsewhere:
      "Diese Quelle wird von einem Treiberrechner gehört: Was er annimmt, erscheint hier, sobald es gespeichert ist; was er ablehnt, sobald er es meldet. Geheimes ist unkenntlich. Er sendet es nur, solange diese Seite offen ist.",
    filter: "Nur mit diesen Wörtern",
    became: "Was daraus wurde",
    all: "Alle",
    hex: "Als Bytes (hexadezimal)",
    pause: "Anhalten",
    goOn: "Weiter",
    clear: "Leeren",
    paused: (held: number) => `Angehalten; ${held} weitere warten.`,
    count: (count: number) => `${count} ${count === 1 ? "Nachricht" : "Nachrichten"}.`,
    nothing:
      "Noch ist nichts gekommen. Lassen Sie das Gerät etwas senden: eine Prüftaste, eine offene Tür, einen anderen Wert.",
    outcome: { taken: "angenommen", refused: "abgelehnt", unknown: "unbekannter Absender" },
    gap: (skipped: number) =>
      `${skipped} weitere kamen zu schnell, um hier gezeigt zu werden. Was angenommen wurde, ist trotzdem gespeichert.`,
    gapOfLoss: "Die Verbindung war unterbrochen: Hier fehlen vielleicht Nachrichten.",
    lost: (why: string) => `Die Verbindung zum Server ist unterbrochen; sie wird erneut versucht. ${why}`,
    over: "Die Mitschau ist beendet.",
    ended: {
      "no-right": "Sie dürfen diese Quelle nicht mehr ansehen.",
      locked: "Der Bildschirm wurde gesperrt.",
      "source-gone": "Die Quelle wurde entfernt.",
    },
    copy: "Als Text kopieren",
    copied: (count: number) => `${count} Einträge wurden kopiert.`,
    notCopied: "Nicht kopiert; laden Sie es stattdessen herunter.",
    download: "Herunterladen",
    trial: {
      title: "Ausprobieren",
      test: "Verbindung testen",
      testDials: "Verbindet sofort, wo keine Verbindung besteht, und fragt alles ab, was dahinter liegt.",
      testListens: "Ob der Server dort hört, wo es eingestellt ist.",
      failed: "Es wurde nicht getestet.",
      connected: "Verbunden.",
      notConnected: "Nicht verbunden.",
      answers: "antwortet",
      silent: "antwortet nicht",
      elsewhere: (host: string) =>
        `Der Treiberrechner ${host} spricht mit ihr: Ihr Zustand steht oben, mehr steht in seinem Protokoll.`,
      insteadOfAny:
        "Das Gerät meldet sich von selbst und kann nicht gefragt werden: Lassen Sie es etwas senden, und sehen Sie es oben.",
      instead: {
        http: "Ein Programm sendet seine Ereignisse über HTTP; zu lesen gibt es nichts. Senden Sie selbst eines, mit einem Token der Rolle integration:",
        "sia-dc09":
          "Eine Zentrale meldet von selbst und kann nicht gefragt werden. Lassen Sie sie eine Testmeldung oder einen Verbindungstest senden (Taste oder Menü stehen in ihrer Anleitung), und sehen Sie oben: angenommen, oder warum nicht. Ein Teilnehmer, der nicht eingerichtet ist, erscheint unter denen, die sich gemeldet haben, und wird mit einem Druck übernommen.",
        "snpp-gateway":
          "Rufe kommen von selbst. Lassen Sie das Rufprogramm einen Proberuf an eine der Nummern senden, und sehen Sie ihn oben.",
      } as Readonly<Record<string, string>>,
      token: "Token anlegen",
    },
    read: {
      point: "Adresse innerhalb der Quelle",
      hint: "Wie sie gemeldet wird, zum Beispiel unit-1/boiler.temperature",
      button: "Jetzt lesen",
      failed: "Es wurde nichts gelesen.",
      value: (point: string, value: string) => `${point} ist ${value}.`,
    },
  },
} satisfies Translated<typeof english>;
