/** The help of the site's documents, by its English words. */
export const siteFields: Readonly<Record<string, string>> = {
  "An alarm when nobody who may acknowledge is signed in here, unlocked and with a live screen":
    "Ein Alarm, wenn hier niemand angemeldet ist, der quittieren darf und dessen Bildschirm entsperrt und verbunden ist",
  "How long it may be left alone before that is an alarm": "Wie lange der Platz leer sein darf, bevor es ein Alarm ist",
  "Schedule of those who watch here; with mustBeManned, nobody on duty in it is an alarm":
    "Dienstplan derer, die hier wachen; muss der Platz besetzt sein, ist es ein Alarm, wenn nach diesem Plan niemand Dienst hat",
  "An alarm when its browser goes, for longer than the grace, without anybody having signed out":
    "Ein Alarm, wenn der Browser länger als die Nachfrist fort ist, ohne dass sich jemand abgemeldet hat",
  "Of its rights, those to see alarms and the site; a display can do nothing":
    "Von ihren Rechten gelten die, Alarme und Anlage zu sehen; eine Anzeige kann nichts bedienen",
  "Shows all partitions; otherwise that of the workstation": "Zeigt alle Partitionen, sonst die des Arbeitsplatzes",
  "Pages that it shows in turn while no alarm waits; empty: the alarms alone":
    "Seiten, die abwechselnd erscheinen, solange kein Alarm wartet; leer: nur die Alarme",
  "How long each of them stands": "Wie lange jede davon steht",
  "A display on a wall: its browser shows alarms without anybody being signed in, and takes no orders":
    "Eine Anzeige an der Wand: Ihr Browser zeigt Alarme, ohne dass jemand angemeldet ist, und nimmt nichts entgegen",
  "Name of the channel's kind: smtp, webhook": "Die Art des Kanals: smtp, webhook",
  "Node of the notifier host that sends for it; absent: this server itself":
    "Rechner, der für ihn sendet (Meldungsrechner); leer: dieser Server selbst",
  "How many messages may be under way at once, where that is fewer than the kind can; absent: what it can":
    "Wie viele Nachrichten zugleich unterwegs sein dürfen, wenn es weniger sein sollen, als die Art kann; leer: so viele sie kann",
  "Messages within any minute; an eighth of them is kept for life-safety. Absent: as fast as it can":
    "Nachrichten je Minute; ein Achtel davon bleibt für Lebensgefahr frei. Leer: so schnell es geht",
  "Never put messages of this channel together into a digest":
    "Nachrichten dieses Kanals nie zu einer Sammelnachricht zusammenfassen",
  "As the channel's kind wants it: a mailbox, a URL": "Wie die Art des Kanals sie verlangt: ein Postfach, eine URL",
  "Absent: the site's": "Leer: wie die Anlage",
  "Absent: of each person their own, otherwise the site's": "Leer: bei jeder Person ihre eigene, sonst die der Anlage",
  "Of what the person is told and asked; absent: the site's":
    "In der die Person benachrichtigt und gefragt wird; leer: die der Anlage",
  "In the person's time zone; absent: always": "In der Zeitzone der Person; leer: immer",
  "The first rule that fits decides; without any, all methods are used at once":
    "Die erste Regel, die passt, entscheidet; ohne Regel werden alle Kontaktwege zugleich benutzt",
  "In the person's time zone": "In der Zeitzone der Person",
  "This priority and milder ones are withheld; graver ones always go through":
    "Diese und niedrigere Prioritäten werden zurückgehalten; höhere kommen immer durch",
  "Only by these methods; absent: by all of them": "Nur auf diesen Kontaktwegen; leer: auf allen",
  "What is withheld goes to the person's other methods and to the next persons":
    "Was zurückgehalten wird, geht an die anderen Kontaktwege der Person und an die nächsten Personen",
  "Which ways are proven; absent: all of the person's": "Welche Wege geprüft werden; leer: alle der Person",
  "What has not been delivered by then is an alarm": "Was bis dahin nicht zugestellt ist, ist ein Alarm",
  "Which parts it has": "Welche Teile er hat",
  "Operator positions, added up; empty: the whole site": "Bedienplätze, zusammengezählt; leer: die ganze Anlage",
  "The whole day before, the seven or the thirty whole days before, by the site's clock":
    "Der ganze Vortag, die sieben oder die dreißig ganzen Tage davor, nach der Uhr der Anlage",
  "On which days it goes out": "An welchen Tagen er verschickt wird",
  "In the site's time zone": "In der Zeitzone der Anlage",
  "By the first e-mail method that its owner has confirmed":
    "Auf dem ersten E-Mail-Kontaktweg, den die Person bestätigt hat",
  "An e-mail channel": "Ein E-Mail-Kanal",
  "Persons in order of duty; the first is on duty from the first day on":
    "Personen in der Reihenfolge ihres Dienstes; die erste beginnt am Tag „Beginnt am“",
  "First day of the first member's shift": "Erster Tag des ersten Dienstes",
  "Only within these hours; empty: round the clock": "Nur in diesen Stunden; leer: rund um die Uhr",
  "All that are on duty at a moment are on duty together":
    "Alle, die zu einem Zeitpunkt Dienst haben, haben ihn gemeinsam",
  "Absent: nobody takes over, the replaced one is simply off":
    "Leer: Niemand übernimmt, der Vertretene hat einfach frei",
  "Absent: replaces everybody": "Leer: vertritt alle",
  "The person is on duty besides the others and replaces nobody":
    "Die Person hat zusätzlich zu den anderen Dienst und vertritt niemanden",
  "On duty that day instead of the rotations": "Haben an diesem Tag Dienst anstelle der Rotationen",
  "Whoever is on duty": "Wer gerade Dienst hat",
  "How long this step waits for an answer before the next one begins":
    "Wie lange diese Stufe auf eine Antwort wartet, bevor die nächste beginnt",
  "With sequential: from one person to the next": "Bei „nacheinander“: von einer Person zur nächsten",
  "Delay before the first step": "Verzögerung vor der ersten Stufe",
  "How many times all steps are gone through again": "Wie oft alle Stufen noch einmal durchlaufen werden",
  "Whose acknowledgement ends the callout, of the persons that were told":
    "Wessen Quittierung von den Benachrichtigten die Alarmierung beendet",
  "Still active that long after the acknowledgement: the callout starts anew":
    "Steht der Alarm so lange nach der Quittierung noch an, beginnt die Alarmierung von vorn",
  "When the condition goes before anybody acknowledged; absent: continue until somebody does":
    "Wenn die Bedingung geht, bevor jemand quittiert hat; leer: weiter, bis jemand quittiert",
  "Tell those who were told that the condition has gone":
    "Den Benachrichtigten mitteilen, dass die Bedingung gegangen ist",
  "Told when nobody is on duty or all steps are exhausted":
    "Wird benachrichtigt, wenn niemand Dienst hat oder alle Stufen durchlaufen sind",
  "More messages than this to one person become one digest; life-safety and critical still go singly":
    "Mehr Nachrichten als diese an eine Person werden zu einer Sammelnachricht; Lebensgefahr und kritisch gehen weiter einzeln",
  "Routes are asked in this order; the first that fits decides":
    "Zuordnungen werden in dieser Reihenfolge gefragt; die erste, die passt, entscheidet",
  "Fits when the alarm carries any of them": "Passt, wenn der Alarm eines davon trägt",
  "null: nobody is told, the alarm shows on screens only":
    "Nichts: Niemand wird benachrichtigt, der Alarm steht nur auf Bildschirmen",
  "Node of the driver host that speaks with it; absent: this server itself":
    "Treiberrechner, der mit ihr spricht; leer: dieser Server selbst",
  "As the driver's schema says; secrets are kept sealed": "Wie der Treiber sie verlangt; Geheimes liegt verschlüsselt",
  "Priority of the alarm that stands for the lost source":
    "Priorität des Alarms, der für die ausgefallene Quelle steht",
  "In the unit of the value": "In der Einheit des Wertes",
  "Absent: the type's name": "Leer: wie der Typ",
  "Raise also when it became true this often within the window, however short each time":
    "Auch melden, wenn sie im Zeitfenster so oft eintrat, wie kurz auch immer",
  "Set-point": "Sollwert",
  "Absent: the source's": "Leer: der der Quelle",
  "Where it is": "Wo er ist",
  "Beats what the device or the category says": "Gilt vor dem, was Gerät oder Kategorie sagen",
  "Stays until somebody resets it": "Bleibt stehen, bis ihn jemand zurücksetzt",
  "Annunciated again when still active that long after the acknowledgement":
    "Wird erneut gemeldet, wenn er so lange nach der Quittierung noch ansteht",
  "one-lifetime: low/high and their worse sisters are one alarm whose severity rises and falls":
    "„Ein Alarm“: Grenzwert und schlimmerer Grenzwert sind ein Alarm, dessen Schwere steigt und fällt",
  "source/address": "Quelle/Adresse",
  "As the source calls it; what it has reported is offered":
    "Wie die Quelle es nennt; was sie gemeldet hat, wird vorgeschlagen",
  "Ids of points, may end in *": "Kennungen von Meldepunkten, dürfen mit * enden",
  "What the operator should do": "Was der Bediener tun soll",
  "What is the usual cause": "Was meist die Ursache ist",
  "What happens if nobody acts": "Was geschieht, wenn niemand handelt",
  "Ids of uploaded pictures": "Kennungen hochgeladener Bilder",
  "The area in which it lies": "Der Ort, in dem er liegt",
  "Absent: that of its parent; in none, it concerns the whole site":
    "Leer: der des übergeordneten Ortes; in keinem betrifft er die ganze Anlage",
  "Degrees north, WGS 84": "Grad nördlich, WGS 84",
  "Degrees east, WGS 84": "Grad östlich, WGS 84",
  "The picture; a floor needs one": "Das Bild; ein Grundriss braucht eines",
  "Of a map: where the edges of the picture are": "Bei einer Karte: wo die Ränder des Bildes liegen",
  "Of a map: a GeoJSON file that is drawn as lines and areas":
    "Bei einer Karte: eine GeoJSON-Datei, die als Linien und Flächen gezeichnet wird",
  "Width of the picture, for the scale bar": "Breite des Bildes in Metern, für den Maßstab",
  "On a floor: shares of the picture's width and height, from its upper left corner":
    "Auf einem Grundriss: Anteile an Breite und Höhe des Bildes, von links oben",
  "What it shows": "Was er zeigt",
  "Absent: its area's; in none, only who sees the whole site sees it":
    "Leer: der seines Ortes; in keinem sieht ihn nur, wer die ganze Anlage sieht",
  "From the lowest to the highest": "Von unten nach oben",
  "Switched by hand: plant mode": "Von Hand geschaltet: Betriebsart",
  "While that alarm is active (first-out)": "Solange dieser Alarm ansteht (Erstwertmeldung)",
  "Longest time in minutes; 0 forbids shelving": "Längste Zeit in Minuten; 0 verbietet das Zurückstellen",
  "Of messages to people that have no language of their own": "Von Nachrichten an Menschen ohne eigene Sprache",
  "Told when a policy has nobody to tell and no fallback of its own":
    "Wird benachrichtigt, wenn ein Alarmierungsplan niemanden hat und keinen eigenen Ersatz",
  "How far ahead gaps in on-call schedules raise an alarm": "Wie weit voraus Lücken in Dienstplänen ein Alarm sind",
  "An alarm that comes back sooner than this after it went, unacknowledged, goes on with its callout":
    "Ein Alarm, der nach dem Gehen früher als so wiederkommt und nicht quittiert ist, setzt seine Alarmierung fort",
  "A screen is locked when its operator has done nothing for so long; 0: never":
    "Ein Bildschirm wird gesperrt, wenn sein Bediener so lange nichts getan hat; 0: nie",
  "Whoever must have a second factor and has none can do nothing but set one up":
    "Wer einen zweiten Faktor braucht und keinen hat, kann nur einen einrichten",
  "Roles, such as administrator, whose holders sign in with a passkey and with nothing less. Whoever has none yet can do nothing but set one up":
    "Rollen, etwa administrator, deren Inhaber sich mit einem Passkey anmelden und mit nichts Geringerem. Wer noch keinen hat, kann nur einen einrichten",
  "What opens a locked screen again; second factor: of those who have one, with the password":
    "Womit ein gesperrter Bildschirm wieder geöffnet wird; zweiter Faktor: bei allen, die einen haben, zusammen mit dem Passwort",
  "legacy-expiry asks for another password after maxAgeDays, for sites whose auditor demands it":
    "legacy-expiry verlangt nach der Höchstdauer ein anderes Passwort, für Anlagen, deren Prüfer das fordert",
  "With legacy-expiry only": "Nur mit legacy-expiry",
  "Below 15 only where everybody must have a second factor": "Unter 15 nur, wo alle einen zweiten Faktor haben müssen",
  "How many of somebody's former passwords are refused": "Wie viele frühere Passwörter einer Person abgelehnt werden",
  "Words of this place that a password must not be made of: streets, products, abbreviations":
    "Wörter dieses Ortes, aus denen ein Passwort nicht bestehen darf: Straßen, Produkte, Abkürzungen",
  "How many people may administer operators; one more needs a second person's approval":
    "Wie viele Personen Bediener verwalten dürfen; eine mehr braucht die Zustimmung einer zweiten Person",
  "Whoever has not signed in for so long can't any more, until somebody lets them in again":
    "Wer sich so lange nicht angemeldet hat, kann es nicht mehr, bis ihn jemand wieder zulässt",
  "So many failed sign-ins, from wherever, are an alarm":
    "So viele misslungene Anmeldungen, woher auch immer, sind ein Alarm",
  "So many alarms acknowledged, shelved or suppressed by one person are an alarm":
    "So viele Alarme, die eine Person quittiert, zurückstellt oder unterdrückt, sind ein Alarm",
  "Whether it is an alarm when somebody signs in from a network or browser for the first time":
    "Ob es ein Alarm ist, wenn sich jemand zum ersten Mal aus einem Netz oder mit einem Browser anmeldet",
  "Such an alarm clears when nothing more came for so long":
    "Ein solcher Alarm geht, wenn so lange nichts mehr dazukam",
  "Refuse changes of site, operators and tokens while no witness takes entries; alarms are never refused":
    "Änderungen an Anlage, Bedienern und Token ablehnen, solange kein Zeuge Einträge annimmt; Alarme werden nie abgelehnt",
  "How long entries stay in the database; whole months go once they are older, and never within a year":
    "Wie lange Einträge in der Datenbank bleiben; ganze Monate gehen, wenn sie älter sind, und nie vor einem Jahr",
  "Where they are archived before, as files that verify by themselves; absent: nothing is ever removed":
    "Wo sie zuvor archiviert werden, als Dateien, die sich selbst beweisen; leer: Nichts wird je entfernt",
  "A file that only grows, best on a medium that others administer":
    "Eine Datei, die nur wächst, am besten auf einem Medium, das andere verwalten",
  "PEM of the collector's authority; absent: those of this machine":
    "PEM: Zertifizierungsstelle des Sammlers; leer: die dieses Rechners",
  "Name in its certificate; absent: the host": "Name in seinem Zertifikat; leer: der Rechner",
  "A syslog collector over TLS (RFC 5424, RFC 5425)": "Ein Syslog-Sammler über TLS (RFC 5424, RFC 5425)",
  'Another machine of the site, on which "tocsin module audit-witness" runs':
    "Ein anderer Rechner der Anlage, auf dem „tocsin module audit-witness“ läuft",
  "What waits on disk while it is down; beyond it the database holds the rest":
    "Was auf der Platte wartet, solange er ausgefallen ist; den Rest hält die Datenbank",
  "Where people open the page": "Wo Menschen die Seite öffnen",
  "Programs that call the API": "Programme, die die Schnittstelle rufen",
  "Machines that run modules of this site": "Rechner, auf denen Module dieser Anlage laufen",
  "Panels, controllers and gateways": "Zentralen, Steuerungen und Gateways",
  "Database servers": "Datenbankserver",
  "Mail servers, directories, collectors, receivers of webhooks":
    "Mailserver, Verzeichnisse, Sammler, Empfänger von Webhooks",
  "Where this machine is administered from": "Von wo dieser Rechner verwaltet wird",
  "Addresses and networks of each zone; a zone without any is let in nowhere":
    "Adressen und Netze je Zone; eine Zone ohne Adressen wird nirgends eingelassen",
  ssh: "ssh",
  "Ports of other programs of this machine that the firewall must leave open: remote administration":
    "Ports anderer Programme dieses Rechners, die die Firewall offen lassen muss: Fernwartung",
  "Id of the flow, as `tocsin ports` shows it": "Kennung der Verbindung, wie `tocsin ports` sie zeigt",
  "Last day on which it holds": "Letzter Tag, an dem sie gilt",
  "What is tolerated for a while: a flow without encryption, a range of more than 200 ports":
    "Was eine Zeit lang geduldet wird: eine Verbindung ohne Verschlüsselung, ein Bereich von mehr als 200 Ports",
  "A whole word or several as they stand in texts: PT-101, WHG; written small it fits in any case":
    "Ein ganzes Wort oder mehrere, wie sie in Texten stehen: PT-101, WHG; klein geschrieben passt es in jeder Schreibung",
  "What is said instead": "Was stattdessen gesprochen wird",
  "Absent: in every language": "Leer: in jeder Sprache",
  "The voice for English; other languages are spoken by espeak-ng, which must be installed":
    "Die Stimme für Englisch; andere Sprachen spricht espeak-ng, das installiert sein muss",
  "Of the built-in voices": "Von den eingebauten Stimmen",
  "Of espeak-ng": "Von espeak-ng",
  "What was spoken is kept on disk up to this": "Bis dahin bleibt Gesprochenes auf der Platte",
  "The site's own pronunciations; they come before units, numbers and tags":
    "Die eigenen Aussprachen der Anlage; sie gehen Einheiten, Zahlen und Kennzeichen vor",
  "Of one picture or document that is uploaded": "Eines hochgeladenen Bildes oder Dokuments",
  "Of all together; they lie in the database": "Aller zusammen; sie liegen in der Datenbank",
  "How long a module whose certificate has expired may still deliver life-safety messages":
    "Wie lange ein Modul mit abgelaufenem Zertifikat noch Meldungen über Lebensgefahr bringen darf",
  "Whether critical changes wait for a second person; automatic: as soon as two people can approve":
    "Ob kritische Änderungen auf eine zweite Person warten; automatisch: sobald zwei Personen zustimmen können",
  "How long a request waits to be approved": "Wie lange ein Antrag auf Zustimmung wartet",
  "Sign-in name of the operator whose own view it is; absent: the site's":
    "Anmeldename des Bedieners, dessen eigene Ansicht es ist; leer: die der Anlage",
  "For whom; empty: for everybody. An own view is its owner's alone":
    "Für wen; leer: für alle. Eine eigene Ansicht gehört nur ihrem Besitzer",
  "Opens by itself for those who have one of its roles": "Öffnet sich von selbst für alle, die eine ihrer Rollen haben",
  "Its place among the views": "Ihr Platz unter den Ansichten",
  "As one list, in lanes by priority, or in groups": "Als eine Liste, in Bahnen nach Priorität oder in Gruppen",
  'Words that must be there, "quoted" ones together; -without':
    "Wörter, die vorkommen müssen, „in Anführungszeichen“ zusammen; -ohne",
  "What is absent chooses nothing": "Was leer ist, schränkt nicht ein",
  "Id of the step that follows, or 'end'; absent: the one below":
    "Kennung des folgenden Schritts oder „end“; leer: der nächste in der Liste",
  "What is to be done, found out or written down": "Was zu tun, festzustellen oder aufzuschreiben ist",
  "With a reason": "Mit Begründung",
  "Beyond it every screen reminds of the step": "Danach erinnert jeder Bildschirm an den Schritt",
  "Read and done": "Lesen und tun",
  "Ticked when it is so": "Wird abgehakt, wenn es so ist",
  "Something must be written down": "Etwas muss aufgeschrieben werden",
  "continue: goes on by itself": "Weiter: geht von selbst weiter",
  "Waits; it can be ended sooner only where it may be skipped":
    "Wartet; früher beenden lässt es sich nur, wo es übersprungen werden darf",
  "A file must be attached": "Eine Datei muss angehängt werden",
  "The server calls the person where a voice channel is": "Der Server ruft die Person an, wo es einen Sprachkanal gibt",
  "when-raised: by itself with every new occurrence that shows on screens":
    "Beim Kommen: von selbst mit jedem neuen Auftreten, das auf Bildschirmen erscheint",
  "Somebody may end it before its last step, with a reason":
    "Man darf ihn vor dem letzten Schritt beenden, mit Begründung",
  "By the site's clock; figures count callouts outside of them. Empty: every callout is outside":
    "Nach der Uhr der Anlage; Kennzahlen zählen Alarmierungen außerhalb davon. Leer: Jede liegt außerhalb",
  "So many alarms within 10 minutes are a flood in the figures; it ends below half of them":
    "So viele Alarme innerhalb von 10 Minuten gelten in den Kennzahlen als Alarmschauer; er endet unter der Hälfte",
  "How long events and the values of points stay; null: for ever. Never less than 90 days":
    "Wie lange Ereignisse und Werte von Meldepunkten bleiben; nichts: für immer. Nie unter 90 Tagen",
  "How long what happened to alarms, callouts, procedures and the files of alarms stay; null: for ever. Never less than 90 days":
    "Wie lange bleibt, was mit Alarmen geschah, dazu Alarmierungen, Maßnahmen und Dateien von Alarmen; nichts: für immer. Nie unter 90 Tagen",
  "How long messages to people and the attempts to deliver them stay; null: for ever. Never less than 90 days":
    "Wie lange Nachrichten an Menschen und die Zustellversuche bleiben; nichts: für immer. Nie unter 90 Tagen",
  "How long results of drills stay; null: for ever. Never less than 90 days":
    "Wie lange Ergebnisse von Proben bleiben; nichts: für immer. Nie unter 90 Tagen",
  "How long hand-overs of the watch, swaps of duty and the list of reports made stay; null: for ever. Never less than 90 days":
    "Wie lange Übergaben der Wache, getauschte Dienste und die Liste der Berichte bleiben; nichts: für immer. Nie unter 90 Tagen",
  "When it is looked after, every night, in the site's time zone":
    "Wann jede Nacht aufgeräumt wird, in der Zeitzone der Anlage",
  "How often the hand-over between two cores is to be drilled; 0: nobody is reminded":
    "Wie oft die Übergabe zwischen zwei Kernen geübt werden soll; 0: Niemand wird erinnert",
  "Which message it is for": "Für welche Nachricht sie ist",
  "Kind of channel that carries it: smtp, smpp; absent: every kind":
    "Art des Kanals, der sie trägt: smtp, smpp; leer: jede",
  "Of the person; absent: every language": "Der Person; leer: jede Sprache",
  "Absent: every priority": "Leer: jede Priorität",
  "One line; what pagers and short messages show of an alarm":
    "Eine Zeile; was Rufempfänger und Kurznachrichten von einem Alarm zeigen",
  "A line whose placeholders all stand for nothing is left out. How to answer is added at the end":
    "Eine Zeile, deren Platzhalter alle für nichts stehen, fällt weg. Wie man antwortet, wird am Ende angefügt",
  "Areas, each with all that lies in it": "Orte, jeder mit allem, was darin liegt",
  "Raises an alarm of Tocsin's own, which takes the way of any other, until somebody does the step":
    "Löst einen eigenen Alarm von Tocsin aus, der den Weg jedes anderen geht, bis jemand den Schritt tut",
  "So long after the time of a step has run out": "So lange, nachdem die Zeit eines Schritts abgelaufen ist",
  "urgency: what waits first, then by priority, then the newest":
    "Dringlichkeit: zuerst, was wartet, dann nach Priorität, dann das Neueste",
  "Columns that are not shown; priority, state and text always are":
    "Spalten, die nicht erscheinen; Priorität, Zustand und Text erscheinen immer",
  "As the sign-in page calls it": "Wie die Anmeldeseite es nennt",
  "Name of the directory's kind: ldap, oidc": "Die Art des Verzeichnisses: ldap, oidc",
  "The first entry that fits decides; who is in none of the groups can't sign in":
    "Der erste Eintrag, der passt, entscheidet; wer in keiner der Gruppen ist, kann sich nicht anmelden",
  "ldap: the group's DN; oidc: its name in the group claim":
    "ldap: der DN der Gruppe; oidc: ihr Name in der Angabe der Gruppen",
  "Empty: all": "Leer: alle",
  "Sign-in names this entry is for; empty: all members. A role that manages operators needs them":
    "Anmeldenamen, für die dieser Eintrag gilt; leer: alle Mitglieder. Eine Rolle, die Bediener verwaltet, braucht sie",
};
