/** What Tocsin reports about itself, under the source `tocsin`: that something is the matter, and that it has passed. */
export const ownAlarms: Readonly<Record<string, string>> = {
  // The machine.
  "Disk is getting full: {why}. Make room; nothing can be stored once it is full.":
    "Der Datenträger wird voll: {why}. Schaffen Sie Platz; ist er voll, lässt sich nichts mehr speichern.",
  "{size} GB ({share} %) are free on the disk of {folder}":
    "auf dem Datenträger von {folder} sind {size} GB ({share} %) frei",
  "The server's clock jumped forward by {seconds} s. Times in the trail may be off: find out who or what set it, and check its time service.":
    "Die Uhr des Servers sprang um {seconds} s vor. Zeiten im Protokoll stimmen vielleicht nicht: Finden Sie heraus, wer oder was sie gestellt hat, und prüfen Sie ihren Zeitdienst.",
  "The server's clock jumped back by {seconds} s. Times in the trail may be off: find out who or what set it, and check its time service.":
    "Die Uhr des Servers sprang um {seconds} s zurück. Zeiten im Protokoll stimmen vielleicht nicht: Finden Sie heraus, wer oder was sie gestellt hat, und prüfen Sie ihren Zeitdienst.",
  "The server's clock runs evenly": "Die Uhr des Servers geht gleichmäßig",
  "{why} Check the time service of this machine.": "{why} Prüfen Sie den Zeitdienst dieser Maschine.",
  "The server's clock is {seconds} s ahead of {where}.":
    "Die Uhr des Servers geht gegenüber {where} um {seconds} s vor.",
  "The server's clock is {seconds} s behind {where}.":
    "Die Uhr des Servers geht gegenüber {where} um {seconds} s nach.",
  "the clock of the database": "der Uhr der Datenbank",
  "the time service (chrony)": "dem Zeitdienst (chrony)",
  "The server's clock agrees with what it is compared with":
    "Die Uhr des Servers stimmt mit denen überein, mit denen sie verglichen wird",
  "Secrets can be opened": "Geheimnisse lassen sich öffnen",
  "Tocsin runs without its secrets: sources and channels that need one don't work. {why}":
    "Tocsin läuft ohne seine Geheimnisse: Quellen und Kanäle, die eines brauchen, arbeiten nicht. {why}",
  "What the history need not keep any longer was removed": "Was vom Verlauf nicht länger bleiben muss, wurde entfernt",
  "Old history stays in the database, and it is tried again every hour: {why}":
    "Alter Verlauf bleibt in der Datenbank, und jede Stunde wird es wieder versucht: {why}",
  "Nothing can be spoken in {language}, recorded prompts are played instead: {why}":
    "In der Sprache {language} lässt sich nichts sprechen, stattdessen werden aufgenommene Ansagen gespielt: {why}",
  "{language} is spoken again": "In der Sprache {language} wird wieder gesprochen",
  "The machine agrees with the port matrix": "Die Maschine stimmt mit der Liste der Ports überein",
  // The audit trail.
  "The witness {witness} keeps the audit trail again": "Der Zeuge {witness} bewahrt das Prüfprotokoll wieder auf",
  "The witness {witness} does not keep the audit trail: {why}":
    "Der Zeuge {witness} bewahrt das Prüfprotokoll nicht auf: {why}",
  "The witness {witness} is {number} entries of the audit trail behind, the oldest for {minutes} minutes. See whether it is too slow.":
    "Dem Zeugen {witness} fehlen {number} Einträge des Prüfprotokolls, der älteste seit {minutes} Minuten. Sehen Sie nach, ob er zu langsam ist.",
  "The witness {witness} keeps up": "Der Zeuge {witness} kommt mit",
  "The site no longer has this witness, or it is switched off":
    "Die Anlage hat diesen Zeugen nicht mehr, oder er ist ausgeschaltet",
  "The audit trail is signed again": "Das Prüfprotokoll wird wieder unterschrieben",
  "What the audit trail need not keep any longer was archived":
    "Was vom Prüfprotokoll nicht länger bleiben muss, wurde archiviert",
  "Old entries of the audit trail stay in the database: {why}":
    "Alte Einträge des Prüfprotokolls bleiben in der Datenbank: {why}",
  "No checkpoint of the audit trail was signed for {minutes} minutes: what was written since can be rewritten unnoticed. The log says why.":
    "Seit {minutes} Minuten wurde kein Prüfpunkt des Prüfprotokolls unterschrieben: Was seitdem geschrieben wurde, lässt sich unbemerkt ändern. Warum, steht im Log.",
  "Checkpoints of the audit trail are signed in time":
    "Prüfpunkte des Prüfprotokolls werden rechtzeitig unterschrieben",
  'The audit trail does not verify: {why} Run "tocsin audit-trail verify", keep the database as it is, and find out who had access to it.':
    "Das Prüfprotokoll besteht die Prüfung nicht: {why} Führen Sie „tocsin audit-trail verify“ aus, lassen Sie die Datenbank, wie sie ist, und finden Sie heraus, wer Zugang zu ihr hatte.",
  'The audit trail does not verify: {why} And {number} more. Run "tocsin audit-trail verify", keep the database as it is, and find out who had access to it.':
    "Das Prüfprotokoll besteht die Prüfung nicht: {why} Und {number} weitere. Führen Sie „tocsin audit-trail verify“ aus, lassen Sie die Datenbank, wie sie ist, und finden Sie heraus, wer Zugang zu ihr hatte.",
  "The audit trail was verified: {number} entries": "Das Prüfprotokoll wurde geprüft: {number} Einträge",
  "The newest entries of the audit trail are whole": "Die neuesten Einträge des Prüfprotokolls sind unversehrt",
  'The audit trail was changed in the database: {why} Run "tocsin audit-trail verify" and keep the database as it is.':
    "Das Prüfprotokoll wurde in der Datenbank geändert: {why} Führen Sie „tocsin audit-trail verify“ aus, und lassen Sie die Datenbank, wie sie ist.",
  "entry {number} is missing.": "Eintrag {number} fehlt.",
  "entry {number} is there twice.": "Eintrag {number} ist doppelt da.",
  "entry {number} does not fit its hash, or follows another entry {before}.":
    "Eintrag {number} passt nicht zu seinem Hash oder folgt auf einen anderen Eintrag {before}.",
  // Certificates, directories, joining.
  "{what} was not renewed in time and ends at {end} UTC. {why}":
    "{what} wurde nicht rechtzeitig erneuert und endet am {end} UTC. {why}",
  "{what} expired at {end} UTC. {why}": "{what} ist am {end} UTC abgelaufen. {why}",
  "The certificate is in order again": "Das Zertifikat ist wieder in Ordnung",
  "The root of the site's authority": "Die Wurzel der Zertifizierungsstelle der Anlage",
  "The issuing authority of the site": "Die ausstellende Zertifizierungsstelle der Anlage",
  "The certificate of the page": "Das Zertifikat der Bedienseite",
  "The certificate of {place}": "Das Zertifikat von {place}",
  'Replace it while everything runs, with "tocsin trust rotate".':
    "Tauschen Sie sie im laufenden Betrieb aus, mit „tocsin trust rotate“.",
  "It is renewed with the root's key: see that the seal is open.":
    "Sie wird mit dem Schlüssel der Wurzel erneuert: Sorgen Sie dafür, dass das Siegel offen ist.",
  'See that the seal is open, and run "tocsin trust renew".':
    "Sorgen Sie dafür, dass das Siegel offen ist, und führen Sie „tocsin trust renew“ aus.",
  'Put a new one in its place, and run "tocsin trust renew".':
    "Legen Sie ein neues an seine Stelle, und führen Sie „tocsin trust renew“ aus.",
  'Run "tocsin trust request", have it signed, and run "tocsin trust install".':
    "Führen Sie „tocsin trust request“ aus, lassen Sie den Antrag unterschreiben, und führen Sie „tocsin trust install“ aus.",
  '"tocsin trust status" says why its authority did not renew it; mend that, and run "tocsin trust renew".':
    "„tocsin trust status“ sagt, warum seine Zertifizierungsstelle es nicht erneuert hat; beheben Sie das, und führen Sie „tocsin trust renew“ aus.",
  "See that it runs and reaches this server; if it is gone for good, evict it.":
    "Sorgen Sie dafür, dass es läuft und diesen Server erreicht; ist es für immer weg, so schließen Sie es aus.",
  "Nobody can sign in through '{name}': {why} Who is signed in stays so; accounts of this server can still sign in.":
    "Über „{name}“ kann sich niemand anmelden: {why} Wer angemeldet ist, bleibt es; Konten dieses Servers können sich weiter anmelden.",
  "'{name}' answers again": "„{name}“ antwortet wieder",
  "Possible interception: {number} times the code did not fit when a machine was to join, and the window was closed. {why}. {details}":
    "Möglicherweise hört jemand mit: {number}-mal passte der Code nicht, als eine Maschine aufgenommen werden sollte, und das Fenster wurde geschlossen. {why}. {details}",
  "Both sides name the same transcripts, as they do when somebody mistypes":
    "Beide Seiten nennen dieselben Mitschriften, wie wenn sich jemand vertippt",
  "Transcripts that differ mean that somebody stands between the two machines":
    "Verschiedene Mitschriften bedeuten, dass jemand zwischen den beiden Maschinen steht",
  "A new window was opened after it.": "Danach wurde ein neues Fenster geöffnet.",
  // Who does what at the screens.
  "{number} or more sign-ins failed within {seconds} s. Somebody may be guessing passwords: find out who is at that address.":
    "{number} oder mehr Anmeldungen scheiterten innerhalb von {seconds} s. Vielleicht rät jemand Passwörter: Finden Sie heraus, wer an dieser Adresse ist.",
  "{number} or more sign-ins failed within {seconds} s, the last ones from {from}. Somebody may be guessing passwords: find out who is at that address.":
    "{number} oder mehr Anmeldungen scheiterten innerhalb von {seconds} s, die letzten von {from}. Vielleicht rät jemand Passwörter: Finden Sie heraus, wer an dieser Adresse ist.",
  "'{operator}' signed in from {from} ({browser}) for the first time. Ask them whether it was they; if not, end their sessions and change the password.":
    "„{operator}“ meldete sich zum ersten Mal von {from} ({browser}) an. Fragen Sie nach, ob das so war; wenn nicht, beenden Sie die Sitzungen, und ändern Sie das Passwort.",
  "{who}, {state}, acknowledged, shelved or suppressed {number} alarms within {seconds} s. See that nothing real was put away among them.":
    "{who}, {state}, hat innerhalb von {seconds} s {number} Alarme quittiert, zurückgestellt oder unterdrückt. Sehen Sie nach, dass darunter nichts Echtes verschwand.",
  "'{operator}' is a new {skipped}, by {who}, {where}. If nobody expected that, disable '{operator}' and find out how it came.":
    "„{operator}“ ist neu {skipped}, durch {who}, {where}. Hat das niemand erwartet, so sperren Sie „{operator}“, und finden Sie heraus, wie es dazu kam.",
  administrator: "Administrator",
  "security-administrator": "Sicherheitsadministrator",
  "{who}, {where}, lowered the site's protection: {demand}. If nobody expected that, set it back, and find out who it was.":
    "{who}, {where}, hat den Schutz der Anlage gesenkt: {demand}. Hat das niemand erwartet, so setzen Sie es zurück, und finden Sie heraus, wer es war.",
  "{says}: {cause} instead of {why}": "{says}: {cause} statt {why}",
  "hours that somebody stays signed in": "Stunden, die jemand angemeldet bleibt",
  "minutes until an unused screen is locked (0: never)":
    "Minuten, bis ein unbenutzter Bildschirm gesperrt wird (0: nie)",
  "second factor": "zweiter Faktor",
  "roles that need a passkey": "Rollen, die einen Passkey brauchen",
  "what unlocks a screen": "was einen Bildschirm entsperrt",
  "most administrators": "höchstens so viele Administratoren",
  "days until an unused account is shut": "Tage, bis ein unbenutztes Konto geschlossen wird",
  "rule for passwords": "Regel für Passwörter",
  "days that a password lasts": "Tage, die ein Passwort gilt",
  "least length of a password": "Mindestlänge eines Passworts",
  "former passwords that are refused": "frühere Passwörter, die abgelehnt werden",
  "words that passwords must not have": "Wörter, die Passwörter nicht haben dürfen",
  "approval by a second person": "Zustimmung einer zweiten Person",
  "days that the audit trail is kept": "Tage, die das Prüfprotokoll aufbewahrt wird",
  "witness of the audit trail is needed": "Zeuge des Prüfprotokolls ist Pflicht",
  "days that events are kept": "Tage, die Ereignisse aufbewahrt werden",
  "days that alarms are kept": "Tage, die Alarme aufbewahrt werden",
  "days that messages are kept": "Tage, die Meldungen aufbewahrt werden",
  "days that drills are kept": "Tage, die Übungen aufbewahrt werden",
  "days that duties are kept": "Tage, die Dienste aufbewahrt werden",
  "failed sign-ins that raise an alarm": "gescheiterte Anmeldungen, ab denen alarmiert wird",
  "seconds within which failed sign-ins count": "Sekunden, in denen gescheiterte Anmeldungen zählen",
  "answers at once that raise an alarm": "Antworten auf einmal, ab denen alarmiert wird",
  "seconds within which answers count": "Sekunden, in denen Antworten zählen",
  "alarm for a sign-in from a new place": "Alarm bei einer Anmeldung von neuem Ort",
  required: "Pflicht",
  "required for administrators": "Pflicht für Administratoren",
  optional: "freiwillig",
  password: "Passwort",
  "no-expiry": "läuft nicht ab",
  "legacy-expiry": "läuft ab",
  automatic: "automatisch",
  "no limit": "unbegrenzt",
  on: "ein",
  off: "aus",
  none: "keine",
  "from {where}": "von {where} aus",
  "the workstation {workstation} ({address})": "Arbeitsplatz {workstation} ({address})",
  "in a session that has ended": "in einer Sitzung, die zu Ende ist",
  "on the machine itself": "an der Maschine selbst",
  "with a program's token": "mit dem Zugriffsschlüssel eines Programms",
  "by answering a message": "durch die Antwort auf eine Nachricht",
  "by itself": "von selbst",
  "Nothing more of that kind was seen": "Mehr davon wurde nicht gesehen",
  "Break-glass account {operator} was used from {from}: {reason}":
    "Das Notfallkonto {operator} wurde von {from} benutzt: {reason}",
  "The break-glass credential of {operator} is new": "Das Kennwort des Notfallkontos {operator} ist neu",
  "The break-glass credential of {operator} was used": "Das Kennwort des Notfallkontos {operator} wurde benutzt",
  "The break-glass credential of {operator} is 30 days old: make another one with `tocsin operators break-glass {operator}` and seal it":
    "Das Kennwort des Notfallkontos {operator} ist 30 Tage alt: Machen Sie mit „tocsin operators break-glass {operator}“ ein neues, und versiegeln Sie es",
  "Nobody has reviewed for 24 hours what was done with the break-glass account {operator}: {reason}":
    "Seit 24 Stunden hat niemand nachgeprüft, was mit dem Notfallkonto {operator} getan wurde: {reason}",
  "The use of the break-glass account {operator} was reviewed":
    "Die Benutzung des Notfallkontos {operator} wurde nachgeprüft",
  "Nobody watches at the workstation {place_name}, which must be manned. Sign in or unlock there.":
    "Niemand wacht am Arbeitsplatz {place_name}, der besetzt sein muss. Melden Sie sich dort an, oder entsperren Sie ihn.",
  "Nobody watches the partition {place_name}, which must be manned. Sign in or unlock a screen that shows it.":
    "Niemand wacht über die Partition {place_name}, die besetzt sein muss. Melden Sie sich an einem Bildschirm an, der sie zeigt, oder entsperren Sie einen.",
  "somebody watches at the workstation {place_name} again": "jemand wacht wieder am Arbeitsplatz {place_name}",
  "somebody watches the partition {place_name} again": "jemand wacht wieder über die Partition {place_name}",
  "The workstation {place_name} has lost its connection, and nobody signed out there. Look after its browser and its network.":
    "Der Arbeitsplatz {place_name} hat seine Verbindung verloren, und niemand hat sich dort abgemeldet. Sehen Sie nach seinem Browser und seinem Netz.",
  "nobody is signed in at the workstation {place_name} any more":
    "am Arbeitsplatz {place_name} ist niemand mehr angemeldet",
  "the workstation {place_name} is connected again": "der Arbeitsplatz {place_name} ist wieder verbunden",
  "nothing asks for it any more": "nichts verlangt es mehr",
  // Who is to be told.
  'Nobody answers "{alarm}": {why}. Call somebody.': "Auf „{alarm}“ antwortet niemand: {why}. Rufen Sie jemanden an.",
  'Nobody answers "{alarm}" and others of policy {policy}: {why}. Call somebody.':
    "Auf „{alarm}“ und andere des Alarmierungsplans {policy} antwortet niemand: {why}. Rufen Sie jemanden an.",
  "Policy {policy} had nobody to tell: {why}. Others were told instead. Mend the schedule or the policy.":
    "Der Alarmierungsplan {policy} hatte niemanden zu verständigen: {why}. Statt dessen wurden andere verständigt. Berichtigen Sie den Dienstplan oder den Alarmierungsplan.",
  "Policy {policy} had nobody to tell: {why}. Nobody was told at all. Mend the schedule or the policy.":
    "Der Alarmierungsplan {policy} hatte niemanden zu verständigen: {why}. Niemand wurde verständigt. Berichtigen Sie den Dienstplan oder den Alarmierungsplan.",
  "somebody could be told": "jemand ließ sich verständigen",
  "{why}. Check the person's contact methods and the channel.":
    "{why}. Prüfen Sie die Kontaktwege der Person und den Kanal.",
  "{name} did not get digest {id}: {why}": "{name} bekam die Sammelnachricht {id} nicht: {why}",
  "the callout was answered or has ended": "die Alarmierung wurde beantwortet oder ist zu Ende",
  "Nobody is on duty in {schedule} from {from} to {state} ({zone}). Add somebody to the schedule.":
    "In {schedule} hat von {from} bis {state} niemand Dienst ({zone}). Tragen Sie jemanden in den Dienstplan ein.",
  "the end of what is planned": "zum Ende des Geplanten",
  "{schedule} has no gap": "{schedule} hat keine Lücke",
  "somebody is on duty in {schedule}": "in {schedule} hat jemand Dienst",
  "somebody is on duty for {place_name}, or nothing asks for it":
    "für {place_name} hat jemand Dienst, oder nichts verlangt es",
  "Nobody is on duty in {schedule}, whose duty it is to watch {place_name}, which must be manned. Add somebody to the schedule, and have somebody sign in there.":
    "In {schedule} hat niemand Dienst, und wer dort Dienst hat, soll über {place_name} wachen. Tragen Sie jemanden in den Dienstplan ein, und lassen Sie dort jemanden sich anmelden.",
  "{name} ({state}) can't be told: {why}.": "{name} ({state}) lässt sich nicht verständigen: {why}.",
  "{name} can be told": "{name} lässt sich verständigen",
  "the person is not active, yet named or on duty; take the person out or make active":
    "die Person ist nicht aktiv und doch genannt oder im Dienst; nehmen Sie sie heraus, oder machen Sie sie aktiv",
  "there is no contact method; add one and have it confirmed":
    "es gibt keinen Kontaktweg; legen Sie einen an, und lassen Sie ihn bestätigen",
  "{skipped}; have one confirmed": "{skipped}; lassen Sie einen bestätigen",
  "The drill {drill} did not reach {name} by {method} ({address}): {why}":
    "Der Probealarm {drill} erreichte {name} nicht über {method} ({address}): {why}",
  "The drill reached its person again": "Der Probealarm erreichte die Person wieder",
  "The drill is not done any more.": "Diesen Probealarm gibt es nicht mehr.",
  // Sources, channels, modules, the other core.
  "Source {source} is lost: {why}": "Die Quelle {source} ist verloren: {why}",
  "Source {source} is back: {why}": "Die Quelle {source} ist wieder da: {why}",
  "Channel {channel} works": "Der Kanal {channel} arbeitet",
  "Channel {channel} is failing at {site}: {why}": "Der Kanal {channel} in {site} versagt: {why}",
  "Driver host on {node} is lost: {why}": "Der Treiberrechner {node} ist verloren: {why}",
  "Notifier host on {node} is lost: {why}": "Der Meldungsrechner {node} ist verloren: {why}",
  "Audit witness on {node} is lost: {why}": "Der Zeuge des Prüfprotokolls auf {node} ist verloren: {why}",
  "Driver host on {node} is back: {why}": "Der Treiberrechner {node} ist wieder da: {why}",
  "Notifier host on {node} is back: {why}": "Der Meldungsrechner {node} ist wieder da: {why}",
  "Audit witness on {node} is back: {why}": "Der Zeuge des Prüfprotokolls auf {node} ist wieder da: {why}",
  "Driver host on {node} reports: {why}": "Der Treiberrechner {node} meldet: {why}",
  "Notifier host on {node} reports: {why}": "Der Meldungsrechner {node} meldet: {why}",
  "Audit witness on {node} reports: {why}": "Der Zeuge des Prüfprotokolls auf {node} meldet: {why}",
  "in order again": "wieder in Ordnung",
  "The standby has everything again.": "Der bereitstehende Kern hat wieder alles.",
  'No standby could take over without loss: {why}. See "tocsin failover status" on both machines.':
    "Kein anderer Kern könnte ohne Verlust übernehmen: {why}. Sehen Sie auf beiden Maschinen „tocsin failover status“ an.",
  'Both cores are the active one: people are told twice. Stop the one that knows less, and give up its database with "tocsin failover join --yes".':
    "Beide Kerne sind der aktive: Jeder wird zweimal verständigt. Halten Sie den an, der weniger weiß, und geben Sie seine Datenbank mit „tocsin failover join --yes“ auf.",
  "One core is the active one again.": "Ein Kern ist wieder der aktive.",
  "A drill of the hand-over has passed.": "Eine Übung der Übergabe wurde bestanden.",
  // Alarms and procedures that somebody forgot.
  'Alarm {number} "{alarm}" is still out of service: {reason} ({who}).':
    "Alarm {number} „{alarm}“ ist immer noch außer Betrieb: {reason} ({who}).",
  "{alarm} is still out of service: {reason} ({who}).": "{alarm} ist immer noch außer Betrieb: {reason} ({who}).",
  "Nobody goes on with the procedure {procedure} for alarm {alarm}. Open alarm {alarm} and do the step whose time has run out.":
    "Mit dem Maßnahmenplan {procedure} zu Alarm {alarm} macht niemand weiter. Öffnen Sie Alarm {alarm}, und tun Sie den Schritt, dessen Zeit um ist.",
  "The procedure {procedure} for alarm {alarm} goes on":
    "Mit dem Maßnahmenplan {procedure} zu Alarm {alarm} geht es weiter",
  "The procedure goes on": "Mit dem Maßnahmenplan geht es weiter",
};
