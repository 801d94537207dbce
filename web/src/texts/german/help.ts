import type { help as english } from "../english/help.ts";
import type { Translated } from "../translated.ts";

export const help = {
  pageHelp: {
    what: "Wozu sie dient",
    next: "Was als Nächstes zu tun ist",
    figures: "Wie jede Kennzahl gezählt wird und was gut ist",
    keys: "Tasten",
    everywhere: [
      [["Strg", "K"], "suchen, überallhin gehen, alles befehlen"],
      [["F1", "?"], "diese Hilfe"],
      [["Alt", "Umschalt", "L"], "diesen Bildschirm sperren"],
      [["Tab"], "nächstes Bedienelement; Umschalt+Tab: das vorige"],
      [["Esc"], "einen Dialog schließen"],
    ],
    tour: "Rundgang beginnen",
    unknown: {
      what: "Zu dieser Seite gibt es keine eigene Hilfe.",
      next: "Strg+K findet jede Seite, jeden Alarm und jedes Dokument nach dem Namen.",
    },
    of: {
      "/": {
        what: "Alles, was jetzt nicht in Ordnung ist, das Dringendste zuerst. Neue Alarme erscheinen von selbst und ertönen, bis jemand sie quittiert oder den Ton abstellt.",
        next: "Öffnen Sie den obersten Alarm mit der Eingabetaste, lesen Sie, was zu tun ist, und quittieren Sie ihn mit A. Quittieren heißt: Sie wissen davon und handeln; behoben ist damit nichts.",
      },
      "/journal": {
        what: "Alles, was aufgezeichnet wurde: jedes Ereignis, wie es kam, mit dem, was die Quelle gesendet hat, oder was mit Alarmen geschah und durch wen.",
        next: "Geben Sie ein Wort ein oder wählen Sie eine Zeit, und öffnen Sie eine Zeile mit der Eingabetaste. Die Suche steht in der Adresse; so können Sie sie weitergeben.",
      },
      "/hand-over": {
        what: "Übergibt die Wache an eine Kollegin oder einen Kollegen, mit allem, was sie wissen müssen, und übernimmt sie.",
        next: "Wählen Sie, wer folgt, schreiben Sie auf, was ungewöhnlich ist, und bieten Sie die Wache an. Bis zur Annahme bleiben Sie verantwortlich.",
      },
      "/on-call": {
        what: "Wer in jedem Dienstplan jetzt und als Nächstes Bereitschaft hat, und wo niemand eingeteilt ist.",
        next: "Lücken stehen in Rot: Füllen Sie sie, bevor sie eintreten. Ein Dienstplan ohne Wechsel verständigt niemanden.",
      },
      "/policies": {
        what: "Wer über einen Alarm verständigt wird, in welcher Reihenfolge, und wie lange jede Stufe auf Antwort wartet.",
        next: "Legen Sie einen Alarmierungsplan mit mindestens zwei Stufen an, dann eine Zuordnung, die Alarme dorthin führt. Prüfen Sie beides unter „Wer würde verständigt“.",
      },
      "/simulate": {
        what: "Zeigt, wer zu einem bestimmten Zeitpunkt wie und warum verständigt würde, ohne jemanden zu verständigen.",
        next: "Wählen Sie eine Quelle und eine Uhrzeit in der Nacht: Antwortet dort niemand, ändern Sie den Plan jetzt und nicht erst dann.",
      },
      "/channels": {
        what: "Die Wege, auf denen Nachrichten hinausgehen: Mail, SMS, Anruf, Pager, Chat, Funk.",
        next: "Halten Sie zwei Kanäle ohne gemeinsame Leitung bereit. Prüfen Sie jeden mit einer Testnachricht und behalten Sie hier seinen Zustand im Auge.",
      },
      "/deliveries": {
        what: "Jede Nachricht, die hinausgehen sollte, jeder Versuch, und was daraus wurde.",
        next: "Filtern Sie nach Person oder Kanal, um zu sehen, warum jemand nicht erreicht wurde.",
      },
      "/message-templates": {
        what: "Mit welchen Worten Menschen verständigt werden, je Art der Nachricht und Kanal.",
        next: "Ändern Sie eine Vorlage und sehen Sie sich die Vorschau an. Ohne Vorlagen gelten die eingebauten Texte.",
      },
      "/pronunciation": {
        what: "Wie Namen und Abkürzungen in Anrufen und Durchsagen gesprochen werden.",
        next: "Tragen Sie ein Wort ein, wie es geschrieben wird, dann wie es klingt, und hören Sie es an.",
      },
      "/drills": {
        what: "Probemeldungen zu festen Zeiten, die beweisen, dass Menschen erreichbar sind.",
        next: "Legen Sie für alle mit Dienst eine an. Eine Probemeldung, die niemand erhalten hat, ist ein Alarm.",
      },
      "/sources": {
        what: "Die Zentralen, Steuerungen und Programme, die melden, und der Zustand ihrer Verbindungen.",
        next: "Fügen Sie eine Quelle hinzu und sehen Sie nach, ob sie verbunden ist. Was sie sendet und noch niemand kennt, lässt sich hier übernehmen.",
      },
      "/workstations": {
        what: "Die Bildschirme, an denen gewacht wird, und die Anzeigen an der Wand.",
        next: "Legen Sie für jeden Ort einen Arbeitsplatz an, erzeugen Sie einen Code und geben Sie ihn im Browser dort ein.",
      },
      "/people": {
        what: "Alle, die über Alarme verständigt werden können, mit Nummern und Adressen.",
        next: "Legen Sie eine Person mit zwei Wegen an und lassen Sie beide bestätigen.",
      },
      "/operators": {
        what: "Die Konten derer, die sich anmelden.",
        next: "Geben Sie allen ein eigenes Konto mit der kleinsten Rolle, die zum Arbeiten reicht.",
      },
      "/roles": {
        what: "Was jede Rolle darf.",
        next: "Verwenden Sie die mitgelieferten Rollen, wo sie passen; legen Sie eine eigene an, wo sie zu viel erlauben.",
      },
      "/access-review": {
        what: "Wer welche Rechte hat und wer sie lange nicht genutzt hat.",
        next: "Gehen Sie die Liste durch, nehmen Sie weg, was nicht gebraucht wird, und schließen Sie die Überprüfung ab.",
      },
      "/sessions": {
        what: "Wer jetzt wo angemeldet ist.",
        next: "Beenden Sie eine Sitzung, die Sie nicht kennen. Das gilt sofort.",
      },
      "/directories": {
        what: "Wo sich anmeldet, wer hier kein Passwort hat: LDAP, Active Directory, OpenID Connect.",
        next: "Verbinden Sie ein Verzeichnis, ordnen Sie seinen Gruppen Rollen zu und erproben Sie es, bevor Sie sich darauf verlassen.",
      },
      "/approvals": {
        what: "Was auf eine zweite Person wartet, und Anträge auf weitere Rechte für eine Weile.",
        next: "Lesen Sie, wer was warum beantragt, und genehmigen oder lehnen Sie mit einer Bemerkung ab.",
      },
      "/kept-history": {
        what: "Wie viel Verlauf die Datenbank enthält, was wann gelöscht wird und was bleibt.",
        next: "Ändern Sie die Fristen, oder setzen Sie auf der Seite des Prüfprotokolls eine Löschsperre.",
      },
      "/audit-trail": {
        what: "Wer wann was getan hat, in einer Kette, die niemand unbemerkt ändern kann.",
        next: "Filtern Sie nach Person oder Zeit. Prüfen Sie die Kette und exportieren Sie, was andere prüfen müssen.",
      },
      "/sign-in-rules": {
        what: "Was die Anlage von denen verlangt, die sich anmelden: Passwörter, zweite Faktoren, Sperren.",
        next: "Verlangen Sie einen zweiten Faktor von allen, die verwalten.",
      },
      "/break-glass": {
        what: "Konten für den Notfall, deren Gebrauch ein Alarm ist.",
        next: "Verwahren Sie die Zugangsdaten versiegelt im Tresor und prüfen Sie sie einmal im Jahr.",
      },
      "/tokens": {
        what: "Schlüssel für Programme, die die API aufrufen.",
        next: "Legen Sie für jedes Programm einen eigenen mit möglichst wenigen Rechten an. Er wird nur einmal angezeigt.",
      },
      "/modules": {
        what: "Teile von Tocsin auf anderen Rechnern und der zweite Kern eines Paares.",
        next: "Achten Sie auf Verbindungen und Laufzeiten. Ein hängendes Modul starten Sie hier neu.",
      },
      "/trust": {
        what: "Die Zertifikate der Anlage: wer bekannt ist, bis wann, und wer abgewiesen wird.",
        next: "Erneuern Sie, was bald abläuft, und weisen Sie einen gestohlenen Rechner ab.",
      },
      "/joining": {
        what: "Lässt einen weiteren Rechner Teil dieser Anlage werden.",
        next: "Öffnen Sie das Zeitfenster, starten Sie dort das Modul und vergleichen Sie den Code auf beiden.",
      },
      "/ports": {
        what: "Wer sich mit wem verbindet, und ob die Firewall dieses Rechners dazu passt.",
        next: "Geben Sie die Aufstellung an die Netzverantwortlichen, oder laden Sie die Regeln herunter.",
      },
      "/numbers": {
        what: "Wie es um die Alarmanlage selbst steht: Raten, Alarmfluten, häufigste Melder, Reaktionszeiten.",
        next: "Sehen Sie sich die zehn häufigsten an: Eine Hysterese oder Verzögerung für jeden davon beruhigt die halbe Liste.",
      },
      "/plans": {
        what: "Grundrisse und Karten mit den Alarmen dort, wo sie sind.",
        next: "Fügen Sie einen Plan hinzu und ziehen Sie seine Meldepunkte an ihren Ort; dann weist jeder Alarm den Weg zu sich.",
      },
      "/areas": {
        what: "Der Baum aus Standorten, Gebäuden und Räumen, und was für alles darin gilt.",
        next: "Schreiben Sie Anweisungen an den höchsten Bereich, für den sie gelten; alles darunter erbt sie.",
      },
      "/my-shift": {
        what: "Ihr eigener Dienst: wann er ist, wie Sie verständigt werden, und wie Sie sich vertreten lassen.",
        next: "Prüfen Sie zu Schichtbeginn Ihre Erreichbarkeit. Können Sie nicht kommen, lassen Sie sich hier ablösen.",
      },
      "/procedures": {
        what: "Schritte, die bei einem Alarm einer Art zu gehen sind.",
        next: "Beginnen Sie mit dem Alarm, dem niemand unvorbereitet begegnen will, und gehen Sie ihn mit den Beteiligten durch.",
      },
      "/reports": {
        what: "Kennzahlen, die zu festen Zeiten per Mail verschickt werden.",
        next: "Legen Sie für die Verantwortlichen der Alarmanlage einen wöchentlichen Bericht an.",
      },
      "/setup": {
        what: "Vom leeren System bis zum ersten quittierten Probealarm, Schritt für Schritt.",
        next: "Erledigen Sie den obersten offenen Schritt. Der letzte löst einen echten Probealarm aus.",
      },
      "/points": {
        what: "Alles, was melden kann, mit Namen, Bedingungen und Prioritäten.",
        next: "Suchen Sie, ändern Sie mehrere auf einmal, oder übernehmen Sie eine CSV-Liste, nachdem Sie gesehen haben, was sie ändern würde.",
      },
      "/files": {
        what: "Alle Dateien, die jemand hochgeladen hat, und wo sie gezeigt werden.",
        next: "Ziehen Sie neue oben hinein. Was nirgends mehr gezeigt wird, kann entfernt werden und macht Platz.",
      },
      "/documents": {
        what: "Alles, was eingestellt ist, als Text, mit seinem Verlauf.",
        next: "Kopieren Sie ein Dokument, erproben Sie eine Änderung, ohne sie auszuführen, oder kehren Sie zu einer früheren Fassung zurück.",
      },
      "/profile": {
        what: "Ihr eigenes Konto: Passwort, zweite Faktoren, Push, Sitzungen.",
        next: "Richten Sie einen zweiten Faktor ein, und Wiederherstellungscodes für den Fall, dass er verloren geht.",
      },
      "/screen": {
        what: "Ton, Darstellung und Fenster des Bildschirms, an dem Sie sitzen.",
        next: "Prüfen Sie zu Schichtbeginn jeden Ton und geben Sie an, ob Sie ihn gehört haben.",
      },
    },
  },
} satisfies Translated<typeof english>;
