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
  siteClock: {
    site: (time: string, zone: string) => `Anlage ${time} ${zone}`,
    siteHint: (zone: string) => `Die Uhrzeit in der Anlage (${zone})`,
    wrong: (span: string) =>
      `Die Uhr dieses Rechners geht um ${span} falsch. Die Zeiten auf dieser Seite richten sich nach dem Server; lassen Sie die Uhr des Rechners stellen.`,
  },
  linkHealth: {
    title: "Server und Verbindungen",
    count: (count: number) => (count === 1 ? "1 Störung" : `${count} Störungen`),
    countBefore: (count: number) => (count === 1 ? "zuvor 1 Störung" : `zuvor ${count} Störungen`),
    link: {
      live: "Der Server antwortet, Änderungen erscheinen hier sofort.",
      connecting: "Verbindung zum Server wird aufgebaut …",
    },
    parts: "Quellen, Kanäle und Module",
    allWork: "Alle eingeschalteten Quellen, Kanäle und Module arbeiten.",
    unseen: "Den Zustand von Quellen und Kanälen dürfen Sie nicht sehen.",
    kind: { source: "Quelle", channel: "Kanal", module: "Modul" },
    since: (at: string) => `seit ${at}`,
  },
  palette: {
    title: "Suche und Befehle",
    open: "Suchen",
    hint: "Seite, Alarmnummer, Name …",
    pages: "Seiten",
    settings: "Einstellungen der Anlage",
    settingsHave:
      "Name, Zeitzone, Sprache, Rückfallebene, Arbeitszeiten, Zurückstellen, Anmeldung, Netzwerk, Uhr, Sprachausgabe, Größe von Dateien, Vier-Augen-Prinzip, Verlauf, Protokoll, Übungen des Paars",
    commands: "Befehle",
    alarm: "Dieser Alarm",
    openAlarm: (id: number) => `Alarm ${id} öffnen`,
    acknowledge: (id: number) => `Alarm ${id} quittieren`,
    count: (count: number) => (count === 1 ? "1 Zeile" : `${count} Zeilen`),
    doing: "Wird ausgeführt …",
    failed: "Das wurde nicht ausgeführt.",
    notSearched: "Alarme und Dokumente konnten nicht durchsucht werden.",
    searching: "Suche läuft …",
    nothing: "Nichts heißt so. Versuchen Sie einen Teil des Namens, ein Stichwort oder die Nummer eines Alarms.",
  },
  hitKind: {
    alarm: "Alarme",
    area: "Bereiche",
    channel: "Kanäle",
    directory: "Verzeichnisse",
    drill: "Probemeldungen",
    partition: "Partitionen",
    person: "Personen",
    plan: "Pläne",
    point: "Meldepunkte",
    policy: "Alarmierungspläne",
    procedure: "Maßnahmenpläne",
    report: "Berichte",
    route: "Zuordnungen",
    schedule: "Dienstpläne",
    source: "Quellen",
    suppression: "Unterdrückungen",
    team: "Teams",
    template: "Nachrichtenvorlagen",
    witness: "Zeugen",
    workstation: "Arbeitsplätze",
  },
  screen: {
    title: "Dieser Bildschirm",
    lead: "Ton, Darstellung und Fenster des Bildschirms, an dem Sie sitzen. An der Anlage ändert nichts davon etwas.",
  },
  look: {
    title: "Darstellung",
    hint: "Wird in diesem Browser gespeichert, für jeden Bediener eigens.",
    day: "Tag und Nacht",
    scheme: { system: "Wie der Rechner eingestellt ist", day: "Tag", night: "Nacht", hours: "Nach der Uhrzeit" },
    nightFrom: "Nacht ab",
    nightTo: "Nacht bis",
    contrastOf: "Kontrast",
    contrast: { system: "Wie der Rechner eingestellt ist", more: "Hoch" },
    textOf: "Schrift",
    text: { normal: "Normal", larger: "Größer", largest: "Am größten" },
    motionOf: "Bewegung",
    motion: { system: "Wie der Rechner eingestellt ist", less: "Keine" },
  },
  soundTest: {
    elsewhere: "Ein anderes Fenster dieses Browsers gibt den Ton auch für dieses wieder.",
    volume: (percent: number) => `Lautstärke: ${percent} %`,
    question: (sound: string) => `Haben Sie den Ton „${sound}“ gehört?`,
    yes: "Ja, gehört",
    no: "Nein",
    notKept: "Die Antwort ist nicht festgehalten.",
    kept: "Das ist im Prüfprotokoll festgehalten.",
    notHeard:
      "Das ist im Prüfprotokoll festgehalten. Prüfen Sie die Lautstärke hier und am Rechner, den gewählten Tonausgang und den Lautsprecher; wiederholen Sie dann den Test. Verlassen Sie sich bis dahin auf einen anderen Bildschirm.",
  },
  ownWindow: {
    title: "Weitere Monitore",
    hint: "Jede Seite kann ohne Navigation in einem eigenen Fenster stehen. Es öffnet sich dort, wo es zuletzt stand, und schließt sich mit dem Hauptfenster. Von allen Fenstern eines Browsers tönt nur eines.",
    page: "Seite",
    open: "In eigenem Fenster öffnen",
    refused:
      "Der Browser hat kein Fenster geöffnet. Erlauben Sie Pop-ups für diese Adresse und versuchen Sie es erneut.",
  },
  tour: {
    title: "Rundgang durch die Beispielanlage",
    of: (step: number, all: number) => `${step} von ${all}`,
    back: "Zurück",
    next: "Weiter",
    end: "Fertig",
    leave: "Rundgang verlassen",
    steps: [
      {
        title: "Was jetzt nicht in Ordnung ist",
        text: "Dieser Liste vertraut man um drei Uhr nachts: das Dringendste zuerst, mit Farbe, Form und Ton. In dieser Beispielanlage geschieht jede halbe Minute etwas; warten Sie auf einen Alarm.",
      },
      {
        title: "Quittieren",
        text: "Gehen Sie mit J zum obersten Alarm, öffnen Sie ihn mit der Eingabetaste und lesen Sie, was zu tun ist. A quittiert ihn: Niemand sonst wird mehr verständigt.",
      },
      {
        title: "Kann man dem Bildschirm trauen?",
        text: "Oben steht, wie viele Alarme warten, ob der Ton an ist, ob der Server antwortet, was gestört ist, und die Uhrzeit. Ist der Server nicht erreichbar, steht es in Rot auf der Seite, und sie nimmt keine Befehle an.",
      },
      {
        title: "Wer Bereitschaft hat",
        text: "Jeder Dienstplan nennt, wer jetzt und als Nächstes Bereitschaft hat, und wo niemand eingeteilt ist.",
      },
      {
        title: "Wer würde verständigt",
        text: "Wählen Sie eine Quelle und eine Uhrzeit in der Nacht: Sie sehen, wer wann und warum verständigt würde, berechnet von genau der Funktion, die dann läuft.",
      },
      {
        title: "Wo es ist",
        text: "Öffnen Sie den Plan des Werks: Jeder Punkt steht an seinem Ort und zeigt, was dort los ist. Was ein Bereich den Bedienern sagt, gilt für alles, was in ihm liegt.",
      },
      {
        title: "Was zu tun ist, Schritt für Schritt",
        text: "Ein Brand- oder Einbruchalarm beginnt von selbst einen Maßnahmenplan: Seine Schritte stehen auf der Seite des Alarms, und wer wann was getan hat, bleibt festgehalten. Sehen Sie sich an, wie diese beiden gebaut sind.",
      },
      {
        title: "Richten Sie sich ein",
        text: "Prüfen Sie den Ton, wählen Sie Nachtfarben und stellen Sie Seiten auf weitere Monitore. Strg+K findet alles nach dem Namen, F1 hilft auf jeder Seite.",
      },
    ],
  },
  wall: {
    entry:
      "Dieser Browser kann dauerhaft Alarme zeigen, ohne dass jemand angemeldet ist, und nichts befehlen. Legen Sie an einem anderen Bildschirm auf der Seite der Arbeitsplätze einen mit „wall“ an, erzeugen Sie dort seinen Code und geben Sie ihn hier ein.",
    bind: "Diesen Browser zur Anzeige machen",
    notBound: "Dieser Browser ist keine Anzeige.",
    signIn: "Stattdessen anmelden",
    leave: "Esc führt zurück zur Arbeit",
    more: (count: number) => (count === 1 ? "1 weiterer Alarm ist offen" : `${count} weitere Alarme sind offen`),
    noSound:
      "Hier ertönt nichts: Der Browser gibt keinen Ton wieder, bevor jemand diese Seite berührt hat. Starten Sie ihn mit --autoplay-policy=no-user-gesture-required.",
    maySleep:
      "Der Browser hält diesen Bildschirm nicht wach. Schalten Sie den Energiesparmodus in den Einstellungen des Rechners ab.",
    title: "Wandanzeige",
    hint: "Große Schrift, keine Bedienung, kein Bildschirmschoner. Mit Ihrer eigenen Sitzung sperrt sie sich, wenn Sie untätig sind; ein Arbeitsplatz, der Wandanzeige ist, zeigt sie dauerhaft und darf nur zeigen.",
    open: "Wandanzeige öffnen",
  },
} satisfies Translated<typeof english>;
