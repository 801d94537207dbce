/** The way from an empty site to the first acknowledged test alarm. */
export const checklist = {
  checklist: {
    title: "Anlage einrichten",
    hint: "Von nichts bis zum ersten Alarm, den jemand quittiert hat. Jeder Schritt erkennt selbst, ob er erledigt ist.",
    empty: "Diese Anlage ist leer: Nichts wird gehört, und niemand kann benachrichtigt werden.",
    emptyHint: "Die Liste führt bis zum ersten quittierten Probealarm:",
    progress: (done: number, of: number) => `${done} von ${of} Schritten erledigt`,
    done: "Erledigt",
    open: "Offen",
    deed: {
      setting: "Anlage benennen",
      channel: "Kanal anlegen",
      person: "Person anlegen",
      policy: "Alarmierungsplan anlegen",
      route: "Zuordnung anlegen",
      source: "Quelle anschließen",
      point: "Meldepunkt benennen",
    },
    again: {
      setting: "Einstellungen ändern",
      channel: "Weiteren Kanal anlegen",
      person: "Weitere Person anlegen",
      policy: "Weiteren Alarmierungsplan anlegen",
      route: "Weitere Zuordnung anlegen",
      source: "Weitere Quelle anschließen",
      point: "Weiteren Meldepunkt benennen",
    },
    verify: (name: string) => `Bestätigen: ${name}`,
    page: (title: string) => `Seite: ${title}`,
    mend: (title: string) => `Nachsehen, woran es liegt: ${title}`,
    next: (number: number, title: string) => `Als Nächstes Schritt ${number}: ${title}`,
    back: "Zurück zur Liste",
    leave: "Einrichtung verlassen",
    steps: {
      name: {
        title: "Anlage benennen, Zeitzone wählen",
        why: "Der Name steht in jeder Nachricht, und nach dieser Zeitzone richten sich alle Uhrzeiten.",
      },
      channel: {
        title: "Einen Weg zu den Leuten anlegen",
        why: "Ein Kanal sendet die Nachrichten: E-Mail, SMS, Anruf, Push. Ohne Kanal sieht man Alarme nur auf dem Bildschirm.",
      },
      person: {
        title: "Eine Person mit Kontaktweg anlegen",
        why: "Wer bei einem Alarm Bescheid bekommt, und unter welcher Nummer oder Adresse.",
      },
      verified: {
        title: "Nummer oder Adresse bestätigen",
        why: "Alarme gehen nur an bestätigte Nummern und Adressen. Öffnen Sie die Person und senden Sie ihr einen Code; kommt er an und geben Sie ihn ein, ist die Nummer richtig. Wissen Sie ohnehin, dass sie stimmt, können Sie dafür bürgen.",
      },
      policy: {
        title: "Festlegen, wer wann benachrichtigt wird",
        why: "Ein Alarmierungsplan ist eine Liste: zuerst Anna, und wenn sie nach 5 Minuten nicht geantwortet hat, Ben. Sie endet, sobald jemand quittiert.",
      },
      route: {
        title: "Sagen, welche Alarme so gemeldet werden",
        why: "Eine Zuordnung führt Alarme zu einem Alarmierungsplan. Für den Anfang genügt eine ohne Bedingungen: Dann gilt der Plan für alle Alarme.",
      },
      source: {
        title: "Ein Gerät oder Programm anschließen",
        why: "Eine Quelle ist, was Alarme meldet: eine Brandmeldezentrale, eine SPS über Modbus, Ihr eigenes Programm über HTTP.",
      },
      point: {
        title: "Meldepunkte benennen, Anweisungen geben",
        why: "Ein Meldepunkt ist ein einzelnes Signal einer Quelle, etwa „Pumpe 3 gestört“. Geben Sie ihm einen Namen und schreiben Sie dazu, was zu tun ist: Nachts um drei weiß niemand, was Meldergruppe 17 ist.",
      },
      test: {
        title: "Probealarm auslösen und quittieren",
        why: "Lösen Sie hier einen Alarm aus, bei dem nichts geschehen ist, und quittieren Sie ihn. Dann wissen Sie, dass der ganze Weg stimmt: von der Quelle bis zur Antwort.",
      },
    },
  },
};
