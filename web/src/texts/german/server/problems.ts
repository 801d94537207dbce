/**
 * What the server says when it refuses, by its English sentence. `{name}` stands for what it puts in; that may be a sentence
 * of this table too.
 */
export const problems: Readonly<Record<string, string>> = {
  // Who asks, and what they may.
  "Sign in and ask again.": "Melden Sie sich an und versuchen Sie es noch einmal.",
  "Sign in, or send a bearer token that is good, and ask again.":
    "Melden Sie sich an, oder senden Sie ein gültiges Token, und versuchen Sie es noch einmal.",
  "Your session has ended; sign in and ask again.":
    "Ihre Sitzung ist beendet; melden Sie sich an und versuchen Sie es noch einmal.",
  "This session has ended. Sign in again.": "Diese Sitzung ist beendet. Melden Sie sich wieder an.",
  "Only operators who sign in have a session.": "Eine Sitzung haben nur Bediener, die sich anmelden.",
  "Only somebody who signed in on the page has a session.":
    "Eine Sitzung hat nur, wer sich auf der Seite angemeldet hat.",
  "A token has no session.": "Ein Token hat keine Sitzung.",
  "{who} may not do this: {why}.": "{who} darf das nicht: {why}.",
  "it needs the right '{right}'": "dazu gehört das Recht „{right}“",
  "it needs the right '{right}' for {where}": "dazu gehört das Recht „{right}“ für {where}",
  "the right '{right}' holds here for alarms below the priority critical only":
    "das Recht „{right}“ gilt hier nur für Alarme unterhalb der Priorität kritisch",
  "You may not do this with this alarm: {why}.": "Sie dürfen das mit diesem Alarm nicht tun: {why}.",
  "You may not change the {kind} '{id}': {why}.": "Sie dürfen {kind} „{id}“ nicht ändern: {why}.",
  "You may not change the source '{id}': {why}.": "Sie dürfen die Quelle „{id}“ nicht ändern: {why}.",
  "You may not ask the device of '{id}': {why}.": "Sie dürfen das Gerät von „{id}“ nicht befragen: {why}.",
  "You may not raise test alarms of '{id}': {why}.": "Sie dürfen für „{id}“ keinen Probealarm auslösen: {why}.",
  "This can only be asked on the machine itself, with the tocsin command.":
    "Das geht nur auf dem Rechner selbst, mit dem Befehl tocsin.",
  "Nobody is signed in at this display.": "An dieser Anzeige ist niemand angemeldet.",
  "This screen is locked. Unlock it with the password of whoever is signed in, or sign in as somebody else to take over.":
    "Dieser Bildschirm ist gesperrt. Entsperren Sie ihn mit dem Passwort der angemeldeten Person, oder melden Sie sich als jemand anders an, um zu übernehmen.",
  "The request comes from another web page ({origin}); use the page of this server.":
    "Die Anfrage kommt von einer anderen Webseite ({origin}); benutzen Sie die Seite dieses Servers.",
  "This needs a fresh proof that it is you: give your password, or sign in again with your provider, and your second factor if you have one, and ask again.":
    "Dazu müssen Sie sich noch einmal ausweisen: mit Ihrem Passwort oder erneut bei Ihrem Anbieter, und mit dem zweiten Faktor, wenn Sie einen haben.",
  "This site demands another password every {days} days, and yours is older. Choose another one; nothing else is open to you before.":
    "Diese Anlage verlangt alle {days} Tage ein anderes Passwort, und Ihres ist älter. Wählen Sie ein anderes; vorher geht nichts anderes.",
  "This site demands {what}. Set up {how}; nothing else is open to you before.":
    "Diese Anlage verlangt {what}. Richten Sie {how} ein; vorher geht nichts anderes.",
  "{count} screens are watching already; close some.": "Es sehen schon {count} Bildschirme zu; schließen Sie einige.",
  "{count} live views of sources are open already; close some.":
    "Es sind schon {count} Mitschauen von Quellen offen; schließen Sie einige.",
  "This core is still loading its state.": "Dieser Kern lädt noch seinen Zustand.",
  "This core is {state}. The active core answers at {where}.":
    "Dieser Kern ist {state}. Der aktive antwortet unter {where}.",
  "This core is {state}. Try again in a few seconds.":
    "Dieser Kern ist {state}. Versuchen Sie es in einigen Sekunden noch einmal.",
  "a standby: it watches and takes over when the active one fails":
    "in Bereitschaft: Er wacht und übernimmt, wenn der aktive ausfällt",
  starting: "im Anlauf",
  "Something went wrong inside Tocsin; its log says what. Nothing was changed by this request.":
    "In Tocsin ist etwas schiefgegangen; sein Protokoll sagt, was. Geändert wurde dadurch nichts.",
  "The request is not valid.": "Die Anfrage ist nicht gültig.",
  "There is nothing at {where}.": "Unter {where} gibt es nichts.",
  "The operators' page was not built; run `npm run prepare` in Tocsin's folder.":
    "Die Seite wurde nicht gebaut; rufen Sie in Tocsins Ordner `npm run prepare` auf.",
  "The body did not come within {seconds} seconds.": "Der Inhalt kam nicht innerhalb von {seconds} Sekunden an.",
  "The cursor is not one that this server gave; begin with the first page.":
    "Diese Fortsetzung hat nicht dieser Server gegeben; beginnen Sie auf der ersten Seite.",
  'Nothing was changed: this site wants a witness of the audit trail for every administrative change, and none takes entries now ({why}). Mend a witness, or change the site with "tocsin apply" on the machine itself.':
    "Es wurde nichts geändert: Diese Anlage verlangt für jede Verwaltungsänderung einen Zeugen des Prüfprotokolls, und zurzeit nimmt keiner Einträge an ({why}). Bringen Sie einen Zeugen in Ordnung, oder ändern Sie die Anlage mit „tocsin apply“ auf dem Rechner selbst.",
  // What is not there.
  "There is no {kind} '{id}'.": "{kind} „{id}“ gibt es nicht.",
  "There is no {kind} '{id}', or it is not in your partitions.":
    "{kind} „{id}“ gibt es nicht, oder nicht in Ihren Partitionen.",
  "There is no source '{id}', or it is not in your partitions.":
    "Es gibt keine Quelle „{id}“, oder sie liegt nicht in Ihren Partitionen.",
  "There is no channel '{id}'.": "Es gibt keinen Kanal „{id}“.",
  "There is no person '{id}'.": "Es gibt keine Person „{id}“.",
  "There is no partition '{id}'.": "Es gibt keine Partition „{id}“.",
  "There is no partition '{id}', or it is not one of yours.":
    "Es gibt keine Partition „{id}“, oder es ist keine von Ihren.",
  "There is no partition '{id}'; the site's partitions are listed there.":
    "Es gibt keine Partition „{id}“; die Partitionen der Anlage stehen bei den Dokumenten.",
  "There is no plan '{id}', or it is not in your partitions.":
    "Es gibt keinen Plan „{id}“, oder er liegt nicht in Ihren Partitionen.",
  "There is no workstation '{id}', or it is not in your partitions.":
    "Es gibt keinen Arbeitsplatz „{id}“, oder er liegt nicht in Ihren Partitionen.",
  "There is no point '{point}' of '{source}', or it is not in your partitions.":
    "Es gibt keinen Meldepunkt „{point}“ von „{source}“, oder er liegt nicht in Ihren Partitionen.",
  "There is no alarm {id}, or it is not in your partitions.":
    "Es gibt keinen Alarm {id}, oder er liegt nicht in Ihren Partitionen.",
  "There is no alarm {id} in your partitions.": "In Ihren Partitionen gibt es keinen Alarm {id}.",
  "There is no {alarm} in your partitions.": "In Ihren Partitionen gibt es diesen Alarm nicht: {alarm}.",
  "There is no alarm {id}.": "Es gibt keinen Alarm {id}.",
  "There is no event {id}, or it is not in your partitions.":
    "Es gibt kein Ereignis {id}, oder es liegt nicht in Ihren Partitionen.",
  "Event {id} was removed on {day} by the site's retention.":
    "Das Ereignis {id} wurde am {day} nach der Aufbewahrungsfrist der Anlage entfernt.",
  "There is no file '{id}', or it is not in your partitions.":
    "Es gibt keine Datei „{id}“, oder sie liegt nicht in Ihren Partitionen.",
  "There is no schedule '{id}', or none with a duty in your partitions.":
    "Es gibt keinen Dienstplan „{id}“, oder keinen mit Dienst in Ihren Partitionen.",
  "There is no schedule '{id}' in which you have duty; see 'My shift'.":
    "Es gibt keinen Dienstplan „{id}“, in dem Sie Dienst haben; siehe „Mein Dienst“.",
  "There is no schedule '{id}'; look at the page 'On call'.":
    "Es gibt keinen Dienstplan „{id}“; sehen Sie auf der Seite der Bereitschaft nach.",
  "There is no person '{id}', or none with a duty in your partitions.":
    "Es gibt keine Person „{id}“, oder keine mit Dienst in Ihren Partitionen.",
  "There is no drill '{id}', or none of a person with a duty in your partitions.":
    "Es gibt keine Probe „{id}“, oder keine für eine Person mit Dienst in Ihren Partitionen.",
  "There is no report '{id}', or it is not about your partitions alone.":
    "Es gibt keinen Bericht „{id}“, oder er handelt nicht nur von Ihren Partitionen.",
  "There is no run '{id}' of a procedure, or it is not in your partitions.":
    "Es gibt keinen Durchgang „{id}“ eines Maßnahmenplans, oder er liegt nicht in Ihren Partitionen.",
  "There is no request '{id}', or it is not yours to see.": "Es gibt keinen Antrag „{id}“, oder er geht Sie nichts an.",
  "There is no such elevation; it may have ended already.":
    "Dieses erweiterte Recht gibt es nicht; vielleicht ist es schon beendet.",
  "There is no such session among yours; it may have ended already.":
    "Sie haben keine solche Sitzung; vielleicht ist sie schon beendet.",
  "There is no such session, or it has ended already; the list of sessions shows who is signed in.":
    "Diese Sitzung gibt es nicht, oder sie ist schon beendet; die Liste der Sitzungen zeigt, wer angemeldet ist.",
  "There is no such test any more; begin another one.": "Diesen Versuch gibt es nicht mehr; beginnen Sie einen neuen.",
  "There is no test {trial} of the channel '{id}' any more; begin another one.":
    "Den Versuch {trial} des Kanals „{id}“ gibt es nicht mehr; beginnen Sie einen neuen.",
  "The person '{id}' has no contact method '{method}'.": "Die Person „{id}“ hat keinen Kontaktweg „{method}“.",
  "You have no contact method '{id}'; see 'My shift'.": "Sie haben keinen Kontaktweg „{id}“; siehe „Mein Dienst“.",
  // Setting up.
  "Nothing was changed. {mistakes}.": "Es wurde nichts geändert. {mistakes}.",
  "Nothing was changed. {mistakes}; and {count} more.": "Es wurde nichts geändert. {mistakes}; und {count} weitere.",
  "{kind} '{id}': {what}": "{kind} „{id}“: {what}",
  "The {kind} '{id}' can't be removed: the {other} '{by}' refers to it ({where}). Change that first":
    "{kind} „{id}“ lässt sich nicht entfernen: {other} „{by}“ verweist darauf ({where}). Ändern Sie zuerst das",
  "The {kind} '{id}' does not exist any more; reload and look again.":
    "{kind} „{id}“ gibt es nicht mehr; laden Sie neu und sehen Sie nach.",
  "The {kind} '{id}' was changed meanwhile and is now version {version}; reload, look at it and change it again.":
    "{kind} „{id}“ wurde inzwischen geändert und ist jetzt Fassung {version}; laden Sie neu, sehen Sie nach und ändern Sie noch einmal.",
  "Nothing was changed: the {kind} '{id}' was changed by somebody else since you read it. Look at it and change it again.":
    "Es wurde nichts geändert: {kind} „{id}“ hat jemand anders geändert, seit Sie es gelesen haben. Sehen Sie nach und ändern Sie noch einmal.",
  "Nothing was changed: the {kind} '{id}' (and {count} more) was changed by somebody else since you read it. Look at it and change it again.":
    "Es wurde nichts geändert: {kind} „{id}“ (und {count} weitere) hat jemand anders geändert, seit Sie es gelesen haben. Sehen Sie nach und ändern Sie noch einmal.",
  "The {kind} '{id}' has no version {version} that could be restored.":
    "{kind} „{id}“ hat keine Fassung {version}, die sich wiederherstellen ließe.",
  "The document calls itself {found}, but the address names '{id}'.":
    "Das Dokument nennt sich {found}, aber gemeint war „{id}“.",
  'If-Match must be a version such as "3", found {match}.':
    'If-Match muss eine Fassung wie "3" sein; gefunden: {match}.',
  "The source '{id}' has heard of no '{key}' that could be adopted; reload its list.":
    "Bei der Quelle „{id}“ hat sich kein „{key}“ gemeldet, das man übernehmen könnte; laden Sie die Liste neu.",
  "The driver {driver} can't adopt by itself; add '{key}' in the source's settings.":
    "Der Treiber {driver} kann nicht selbst übernehmen; tragen Sie „{key}“ in die Einstellungen der Quelle ein.",
  "The source {source} is switched off, or served by another machine.":
    "Die Quelle {source} ist ausgeschaltet, oder ein anderer Rechner spricht mit ihr.",
  "The source {source} is not connected just now.": "Die Quelle {source} ist gerade nicht verbunden.",
  "{driver} can't ask for a single point: wait until {source} reports it.":
    "{driver} kann keinen einzelnen Meldepunkt abfragen: Warten Sie, bis {source} ihn meldet.",
  "The connection of the source {source} was lost again at once.":
    "Die Verbindung der Quelle {source} ging gleich wieder verloren.",
  "The tag table of this source has no {point}.": "Die Variablentabelle dieser Quelle kennt {point} nicht.",
  "{where}: the device answers {exception}": "{where}: das Gerät antwortet {exception}",
  "{where}: no answer came in time": "{where}: keine Antwort in der erlaubten Zeit",
  "{where}: {raw} is no {type}": "{where}: {raw} ist kein {type}",
  "unit {unit} function {function} address {address}": "Gerät {unit}, Funktion {function}, Adresse {address}",
  "{count} uploads are under way already; try again in a moment.":
    "{count} Dateien werden gerade schon hochgeladen; versuchen Sie es gleich noch einmal.",
  "The upload holds nothing: choose a file that isn't empty.":
    "Die Datei ist leer: Wählen Sie eine, in der etwas steht.",
  "This is no picture and no document that Tocsin takes: choose a PNG, JPEG, WebP, GIF, SVG, PDF or GeoJSON file.":
    "Das ist kein Bild und kein Dokument, das Tocsin annimmt: Wählen Sie eine Datei der Art PNG, JPEG, WebP, GIF, SVG, PDF oder GeoJSON.",
  "The picture has {width} × {height} pixels, and screens show {number} million at most, {count} a side: make it smaller.":
    "Das Bild hat {width} × {height} Pixel; Bildschirme zeigen höchstens {number} Millionen, {count} je Seite: Verkleinern Sie es.",
  "A file may have {limit} MB (files.largestMb of the site's settings): make it smaller, or ask an administrator for more.":
    "Eine Datei darf {limit} MB haben (files.largestMb in den Einstellungen der Anlage): Verkleinern Sie sie, oder lassen Sie die Grenze von der Administration anheben.",
  "All files together may have {limit} MB (files.totalMb of the site's settings): remove files that nothing shows, or ask an administrator for more.":
    "Alle Dateien zusammen dürfen {limit} MB haben (files.totalMb in den Einstellungen der Anlage): Entfernen Sie Dateien, die nirgends gezeigt werden, oder lassen Sie die Grenze von der Administration anheben.",
  "The file '{name}' is shown by {shows}; change that first.":
    "Die Datei „{name}“ wird gezeigt von {shows}; ändern Sie zuerst das.",
  "{address} can't be reached by {channel}: {why}.": "{address} ist über {channel} nicht erreichbar: {why}.",
  "{person} has no contact method {method} on this channel; look at the person.":
    "{person} hat auf diesem Kanal keinen Kontaktweg {method}; sehen Sie bei der Person nach.",
  "{channel} can't be tried: {why}.": "{channel} lässt sich nicht ausprobieren: {why}.",
  "it is being opened; try again in a moment": "er wird gerade geöffnet; versuchen Sie es gleich noch einmal",
  "there is no kind {kind}; there are {kinds}": "die Art {kind} gibt es nicht; es gibt {kinds}",
  "{person} has no contact method {method}; look at the person's methods":
    "{person} hat keinen Kontaktweg {method}; sehen Sie bei den Kontaktwegen der Person nach",
  "there is no channel {channel}": "es gibt keinen Kanal {channel}",
  "{channel} makes no sound that could be silenced": "{channel} gibt keinen Ton von sich, der sich abstellen ließe",
  "There is no drill '{id}'.": "Es gibt keine Probe „{id}“.",
  "a message to somebody's devices must say whose": "eine Nachricht an Geräte muss sagen, an wessen",
  "Push is on on {most} devices already. Switch it off on one that is not used.":
    "Push ist schon auf {most} Geräten an. Schalten Sie es auf einem ab, das nicht benutzt wird.",
  "There is no such device of yours; push may have been switched off there already.":
    "Sie haben kein solches Gerät; vielleicht wurde Push dort schon abgeschaltet.",
  "Push can't be switched on here: {why}.": "Push lässt sich hier nicht einschalten: {why}.",
  "Only somebody who signs in has devices.": "Geräte hat nur, wer sich anmeldet.",
  "The push channel '{channel}' is not set up rightly; look at it under Channels.":
    "Der Push-Kanal „{channel}“ ist nicht richtig eingerichtet; sehen Sie bei den Kanälen nach.",
  "A draft can name anybody; it needs the right to see all partitions.":
    "Ein Entwurf kann jeden nennen; dazu gehört das Recht, alle Partitionen zu sehen.",
  "None of these alarms exists, may be heard, and is in your partitions.":
    "Von diesen Alarmen gibt es keinen, der sich hören ließe und in Ihren Partitionen liegt.",
  "The time ends before it begins: `to` must be after `from`.": "Die Zeit endet, bevor sie beginnt.",
  "The time is longer than 400 days; ask for a shorter one.":
    "Die Zeit ist länger als 400 Tage; wählen Sie eine kürzere.",
  "`from` is not before `to`; give a time that has a length.": "Die Zeit endet, bevor sie beginnt.",
  // Operators.
  "{count} rows can't be imported, and nobody was.":
    "{count} Zeilen lassen sich nicht importieren; importiert wurde niemand.",
  "There is no operator '{id}'.": "Es gibt keinen Bediener „{id}“.",
  "There is no operator '{id}', or not in your partitions.":
    "Es gibt keinen Bediener „{id}“, oder nicht in Ihren Partitionen.",
  "There is no operator '{id}'; the list of operators shows who there is.":
    "Es gibt keinen Bediener „{id}“; die Liste der Bediener zeigt alle.",
  "There is no operator '{id}' who can sign in; reload the list.":
    "Es gibt keinen Bediener „{id}“, der sich anmelden kann; laden Sie die Liste neu.",
  "There is no operator '{id}' whom you administer.": "Es gibt keinen Bediener „{id}“, den Sie verwalten.",
  "There is no operator '{id}' who may sign in.": "Es gibt keinen Bediener „{id}“, der sich anmelden darf.",
  "'{id}' is the last administrator; create another one first.":
    "„{id}“ ist der letzte Administrator; legen Sie zuerst einen anderen an.",
  "The role '{name}' ({id}) was changed or made meanwhile; open it again and look at what it grants now.":
    "Die Rolle „{name}“ ({id}) wurde inzwischen geändert oder angelegt; öffnen Sie sie noch einmal und sehen Sie nach, was sie jetzt gewährt.",
  "There is no role '{id}' any more: somebody has removed it meanwhile.":
    "Die Rolle „{id}“ gibt es nicht mehr: Jemand hat sie inzwischen entfernt.",
  "Somebody else has changed the roles of {name} ({id}) meanwhile; open the account again and look at them.":
    "Jemand anderes hat die Rollen von {name} ({id}) inzwischen geändert; öffnen Sie das Konto noch einmal und sehen Sie sie an.",
  "'{id}' can sign in already.": "„{id}“ kann sich schon anmelden.",
  "'{id}' has no second factor.": "„{id}“ hat keinen zweiten Faktor.",
  "'{id}' has a second factor, with which they sign in and set up others; if it is lost, remove it first.":
    "„{id}“ hat einen zweiten Faktor, mit dem die Anmeldung und das Einrichten weiterer gehen; ist er verloren, entfernen Sie ihn zuerst.",
  "'{id}' comes from a directory already.": "„{id}“ kommt schon aus einem Verzeichnis.",
  "'{id}' is a break-glass account: its sealed credential is the only way in. `tocsin operators break-glass {id}` on the machine makes another one.":
    "„{id}“ ist ein Notfallkonto: Hinein führen nur seine versiegelten Zugangsdaten. `tocsin operators break-glass {id}` auf dem Rechner macht neue.",
  "The sign-in name '{id}' is or was somebody's already; choose another, for the audit trail names people by it.":
    "Der Anmeldename „{id}“ gehört oder gehörte schon jemandem; wählen Sie einen anderen, denn der Prüfpfad nennt Menschen danach.",
  "Only an administrator may change somebody else's password.":
    "Das Passwort eines anderen darf nur ein Administrator ändern.",
  "Give your present password too, as current.": "Geben Sie auch Ihr jetziges Passwort ein.",
  "The present password is wrong; nothing was changed.": "Das jetzige Passwort stimmt nicht; geändert wurde nichts.",
  "The directory '{directory}' keeps the password of '{id}'; change it there.":
    "Das Passwort von „{id}“ liegt im Verzeichnis „{directory}“; ändern Sie es dort.",
  "The password has more than {most} characters; use fewer.":
    "Das Passwort hat mehr als {most} Zeichen; nehmen Sie weniger.",
  "The password is {which}; choose one that you haven't had.":
    "Dieses Passwort hatten Sie schon ({which}); wählen Sie eines, das Sie noch nicht hatten.",
  "Nobody changes a role of their own; ask another administrator.":
    "Eine eigene Rolle ändert niemand; bitten Sie einen anderen Administrator.",
  "Nobody changes their own roles; ask another administrator.":
    "Die eigenen Rollen ändert niemand; bitten Sie einen anderen Administrator.",
  "'{operator}' needs at least one role.": "„{operator}“ braucht mindestens eine Rolle.",
  "There is no role '{role}'; the page of roles shows them.":
    "Es gibt keine Rolle „{role}“; die Seite der Rollen zeigt alle.",
  "There is no role '{id}' of this site; the list of roles shows them.":
    "Diese Anlage hat keine Rolle „{id}“; die Liste der Rollen zeigt alle.",
  "'{id}' is one of the shipped roles ({roles}); choose another id.":
    "„{id}“ ist eine der mitgelieferten Rollen ({roles}); wählen Sie eine andere Kennung.",
  "The role 'integration' is for tokens; give people another role.":
    "Die Rolle „integration“ ist für Token; geben Sie Menschen eine andere.",
  "The role '{id}' is still that of {names}; give them another one first.":
    "Die Rolle „{id}“ haben noch {names}; geben Sie ihnen zuerst eine andere.",
  "You can't give the role '{role}' for {where}: nobody can grant more than they hold.":
    "Sie können die Rolle „{role}“ für {where} nicht vergeben: Niemand kann mehr geben, als er hat.",
  "'{operator}' can't have these roles together: {why}.": "„{operator}“ kann diese Rollen nicht zugleich haben: {why}.",
  "'{operator}' is the last administrator; give somebody else that role first.":
    "„{operator}“ ist der letzte Administrator; geben Sie diese Rolle zuerst jemand anderem.",
  "You can't make a role that grants {names}: nobody can grant more than they hold.":
    "Sie können keine Rolle machen, die {names} gibt: Niemand kann mehr geben, als er hat.",
  "A role can't hold these rights together: {why}.": "Diese Rechte passen nicht in eine Rolle: {why}.",
  "With that, nobody could administer operators any more; leave 'operators:write' in '{id}'.":
    "Damit könnte niemand mehr Bediener verwalten; lassen Sie „operators:write“ in „{id}“.",
  "You can't make a token that may {more}: nobody can grant more than they hold.":
    "Sie können kein Token machen, das {more} darf: Niemand kann mehr geben, als er hat.",
  "The token's end lies in the past; leave it out or choose a later time.":
    "Das Ende des Tokens liegt in der Vergangenheit; lassen Sie es weg oder wählen Sie ein späteres.",
  "There is no token '{id}'; the list of tokens shows which there are.":
    "Es gibt kein Token „{id}“; die Liste der Token zeigt alle.",
  "There is no workstation '{id}'; the list of workstations shows which there are.":
    "Es gibt keinen Arbeitsplatz „{id}“; die Liste der Arbeitsplätze zeigt alle.",
  "The workstation {name} is no display on a wall: sign in there and enter the code on the page of workstations, or set 'wall' in its document.":
    "Der Arbeitsplatz {name} ist keine Wandanzeige: Melden Sie sich dort an und geben Sie den Code auf der Seite der Arbeitsplätze ein, oder füllen Sie in seinem Dokument die Wandanzeige aus.",
  "This code is not good: it was mistyped, used or is older than 15 minutes. Have a new one made on the page of workstations.":
    "Dieser Code gilt nicht: Er ist vertippt, verbraucht oder älter als 15 Minuten. Lassen Sie auf der Seite der Arbeitsplätze einen neuen machen.",
  "This code is not good: it was mistyped, used or is older than 60 minutes. `tocsin enrol` on the machine shows a new one.":
    "Dieser Code gilt nicht: Er ist vertippt, verbraucht oder älter als 60 Minuten. `tocsin enrol` auf dem Rechner zeigt einen neuen.",
  "This code is not good: it was mistyped, used, given to somebody else or is older than 60 minutes. Ask for a new one.":
    "Dieser Code gilt nicht: Er ist vertippt, verbraucht, für jemand anders oder älter als 60 Minuten. Bitten Sie um einen neuen.",
  "Somebody else gives you this code; you can set up a second factor in your profile.":
    "Diesen Code gibt Ihnen jemand anders; einen zweiten Faktor richten Sie in Ihrem Profil ein.",
  "Only operators who sign in have a profile and second factors.":
    "Profil und zweite Faktoren haben nur Bediener, die sich anmelden.",
  "This site demands a second factor and you have none: a password alone sets none up. Ask a security administrator for an enrolment code, or whoever is at the server for `tocsin enrol {id}`, and enter it here.":
    "Diese Anlage verlangt einen zweiten Faktor, und Sie haben keinen: Mit dem Passwort allein lässt sich keiner einrichten. Bitten Sie einen Sicherheitsadministrator um einen Einrichtungscode, oder wer am Server ist, um `tocsin enrol {id}`, und geben Sie ihn hier ein.",
  "No QR code waits to be confirmed, or it waited longer than 10 minutes; begin anew.":
    "Es wartet kein QR-Code auf Bestätigung, oder er wartete länger als 10 Minuten; beginnen Sie neu.",
  "The code is not one of this QR code at this time. Check that the app has scanned the one shown here, and that the telephone's clock is right.":
    "Der Code gehört jetzt nicht zu diesem QR-Code. Prüfen Sie, ob die App den hier gezeigten gelesen hat und ob die Uhr des Telefons stimmt.",
  "There is no authenticator app to remove.": "Es gibt keine Authenticator-App zu entfernen.",
  "You have {count} passkeys already; remove one that you don't use.":
    "Sie haben schon {count} Passkeys; entfernen Sie einen, den Sie nicht benutzen.",
  "The passkey answers no question that is open, or it took too long; begin anew.":
    "Der Passkey beantwortet keine offene Frage, oder es dauerte zu lange; beginnen Sie neu.",
  "The passkey was not taken: {why}. Begin anew.": "Der Passkey wurde nicht angenommen: {why}. Beginnen Sie neu.",
  "This passkey is set up already; remove it first, or use another device.":
    "Dieser Passkey ist schon eingerichtet; entfernen Sie ihn zuerst, oder nehmen Sie ein anderes Gerät.",
  "There is no such passkey among yours.": "Sie haben keinen solchen Passkey.",
  "Recovery codes stand in for a second factor; set up an app or a passkey first.":
    "Ersatzcodes vertreten einen zweiten Faktor; richten Sie zuerst eine App oder einen Passkey ein.",
  "This site demands a {demand} of you and this is your last one; set up another first.":
    "Diese Anlage verlangt das von Ihnen ({demand}), und es ist Ihr letzter; richten Sie zuerst einen anderen ein.",
  "The secret of this authenticator app can't be opened on this machine. Use a passkey or a recovery code, or have the app removed by somebody who manages operators.":
    "Das Geheimnis dieser Authenticator-App lässt sich auf diesem Rechner nicht öffnen. Nehmen Sie einen Passkey oder Ersatzcode, oder lassen Sie die App von jemandem entfernen, der Bediener verwaltet.",
  "{why} Codes of authenticator apps can't be judged before it is put right. Use a passkey or a recovery code, and have the time service of the server checked.":
    "{why} Codes von Authenticator-Apps lassen sich erst danach wieder prüfen. Nehmen Sie einen Passkey oder Ersatzcode, und lassen Sie den Zeitdienst des Servers prüfen.",
  "Give your password, or sign in again with the provider that you come from.":
    "Geben Sie Ihr Passwort ein, oder melden Sie sich erneut bei Ihrem Anbieter an.",
  "Your role signs in with a passkey; nothing else counts in its place.":
    "Ihre Rolle meldet sich mit einem Passkey an; nichts anderes zählt an seiner Stelle.",
  "The name or the password is wrong. Check both and try again.":
    "Name oder Passwort stimmt nicht. Prüfen Sie beides und versuchen Sie es noch einmal.",
  "Too many sign-ins are being checked at this moment; try again in a few seconds.":
    "Gerade werden zu viele Anmeldungen geprüft; versuchen Sie es in einigen Sekunden noch einmal.",
  "The name or the credential is wrong, or it was used before.":
    "Name oder Zugangsdaten stimmen nicht, oder sie wurden schon benutzt.",
  "The name or the credential is wrong, or it was used before. On the machine, `tocsin operators break-glass NAME` makes another one.":
    "Name oder Zugangsdaten stimmen nicht, oder sie wurden schon benutzt. Auf dem Rechner macht `tocsin operators break-glass NAME` neue.",
  "'{operator}' is an account for every day; choose a name for emergencies, such as emergency-1.":
    "„{operator}“ ist ein alltägliches Konto; wählen Sie einen Namen für Notfälle, etwa emergency-1.",
  "There is no break-glass account '{operator}'.": "Es gibt kein Notfallkonto „{operator}“.",
  "This does not open '{operator}': it was mistyped, used or replaced. `tocsin operators break-glass {again}` on the machine makes another one.":
    "Das öffnet „{operator}“ nicht: Es ist vertippt, verbraucht oder ersetzt. `tocsin operators break-glass {again}` auf dem Rechner macht neue.",
  // What two people decide.
  "Only a person who has signed in is elevated.": "Erweiterte Rechte bekommt nur, wer angemeldet ist.",
  "This elevation has ended already.": "Dieses erweiterte Recht ist schon beendet.",
  "There is nothing left to change: the site already is as was asked for.":
    "Es bleibt nichts zu ändern: Die Anlage ist schon so, wie beantragt.",
  "Somebody else is deciding about this request right now; reload it.":
    "Über diesen Antrag entscheidet gerade jemand anders; laden Sie ihn neu.",
  "There is no request '{id}'; reload the list.": "Es gibt keinen Antrag „{id}“; laden Sie die Liste neu.",
  "What was asked for is not as it was stored; ask anew.":
    "Der Antrag ist nicht mehr, wie er gespeichert wurde; stellen Sie ihn neu.",
  "The request is stale and must be asked for anew. {why}":
    "Der Antrag ist überholt und muss neu gestellt werden. {why}",
  "{count} requests of yours wait already; withdraw some that are not needed.":
    "Von Ihnen warten schon {count} Anträge; ziehen Sie überflüssige zurück.",
  "{wanted}, in {least} to {most} characters.": "{wanted}, mit {least} bis {most} Zeichen.",
  "A second person must approve this, for it {what}. Say why it is needed, in the header {name}, and another person will be asked.":
    "Hier muss eine zweite Person zustimmen: {what}. Sagen Sie, warum es nötig ist; dann wird sie gefragt.",
  "A break-glass account can't ask for what two people must do: whoever opened its envelope could be the second one too. Acknowledging, silencing and evacuating need nobody else.":
    "Ein Notfallkonto kann nicht beantragen, was zwei Personen tun müssen: Wer seinen Umschlag geöffnet hat, könnte auch die zweite sein. Quittieren, Abstellen und Räumen brauchen niemand anderen.",
  "The header {name} is not percent-encoded UTF-8.": "Die Begründung ist nicht lesbar übermittelt worden.",
  "Whoever asked for it has gone.": "Wer es beantragt hat, ist nicht mehr da.",
  "The site was changed meanwhile, and this would now do something else.":
    "Die Anlage wurde inzwischen geändert; jetzt würde es etwas anderes bewirken.",
  "{name} may no longer ask for anything here.": "{name} darf hier nichts mehr beantragen.",
  "{name} no longer has the right '{right}'.": "{name} hat das Recht „{right}“ nicht mehr.",
  "Whoever asked may no longer do this: {why}.": "Wer es beantragt hat, darf es nicht mehr: {why}.",
  "The {kind} that was asked for is no longer one that this version takes.":
    "Was beantragt wurde ({kind}), nimmt diese Fassung nicht mehr an.",
  "'{what}' was changed meanwhile.": "„{what}“ wurde inzwischen geändert.",
  "There is no such hand-over that concerns you; the list shows those there are.":
    "Es gibt keine solche Übergabe, die Sie betrifft; die Liste zeigt alle.",
  "{why} Or let a colleague take over.": "{why} Oder lassen Sie einen Kollegen übernehmen.",
  "Nobody else watches {places}, which must be manned. Hand the watch over to a colleague first, or sign out anyway, which raises an alarm.":
    "Sonst wacht niemand über {places}, und das muss besetzt sein. Übergeben Sie zuerst einem Kollegen, oder melden Sie sich trotzdem ab, was einen Alarm auslöst.",
  // Duty.
  "Your account is not linked with a person whom alarms are sent to. An administrator can link it under Operators.":
    "Ihr Konto ist mit keiner Person verbunden, die Alarme bekommt. Ein Administrator kann es unter Bediener verbinden.",
  "{what}; try again later.": "{what}; versuchen Sie es später noch einmal.",
  "You have no secret address for calendars; there is nothing to revoke.":
    "Sie haben keine geheime Kalenderadresse; es gibt nichts zu widerrufen.",
  "You are not on duty in {schedule} now; there is nothing to take you off.":
    "Sie haben in {schedule} jetzt keinen Dienst; es gibt nichts abzugeben.",
  "{name} is on duty in {schedule} already; choose somebody else, or nobody.":
    "{name} hat in {schedule} schon Dienst; wählen Sie jemand anderen oder niemanden.",
  "Nobody would be on duty in {schedule} from {from} to {to}. Name somebody who stands in, or say that the gap is meant.":
    "In {schedule} hätte von {from} bis {to} niemand Dienst. Nennen Sie eine Vertretung, oder sagen Sie, dass die Lücke gewollt ist.",
  "You are on duty in {schedule} already.": "Sie haben in {schedule} schon Dienst.",
  "There is no such swap that concerns you; the page 'My shift' shows those there are.":
    "Es gibt keinen solchen Tausch, der Sie betrifft; die Seite „Mein Dienst“ zeigt alle.",
  "There is no active person '{person}'; choose somebody else.":
    "Es gibt keine aktive Person „{person}“; wählen Sie jemand anderen.",
  "Nobody can sign in as {name}, so the offer could not be accepted; choose somebody else, or ask whoever plans duty.":
    "Als {name} kann sich niemand anmelden, das Angebot ließe sich also nicht annehmen; wählen Sie jemand anderen, oder fragen Sie, wer den Dienst plant.",
  // Alarms and procedures.
  "Taking an alarm out of service needs a reason.": "Einen Alarm außer Betrieb zu nehmen braucht eine Begründung.",
  "An empty comment says nothing; write something.": "Eine leere Bemerkung sagt nichts; schreiben Sie etwas.",
  "{name} has written another note meanwhile: read it, and pin what is to stand there.":
    "{name} hat inzwischen eine andere Notiz geschrieben: Lesen Sie sie und heften Sie an, was da stehen soll.",
  "The note was taken off meanwhile: pin yours anew if it is still needed.":
    "Die Notiz wurde inzwischen abgenommen: Heften Sie Ihre neu an, wenn sie noch gebraucht wird.",
  "{name} has written another note meanwhile: read it, and take it off if it is no longer needed.":
    "{name} hat inzwischen eine andere Notiz geschrieben: Lesen Sie sie, und nehmen Sie sie ab, wenn sie nicht mehr gebraucht wird.",
  "Somebody else has taken the note off already.": "Jemand anderes hat die Notiz schon abgenommen.",
  "{name} was faster: that procedure has begun already.":
    "{name} war schneller: Dieser Maßnahmenplan hat schon begonnen.",
  "This occurrence of the alarm is over; look at how the alarm stands now.":
    "Dieses Auftreten des Alarms ist vorbei; sehen Sie nach, wie der Alarm jetzt steht.",
  "There is no procedure '{procedure}' for alarm {alarm}.":
    "Für den Alarm {alarm} gibt es keinen Maßnahmenplan „{procedure}“.",
  "It is not the turn of that call; look at how the procedure stands now.":
    "Dieser Anruf ist nicht an der Reihe; sehen Sie nach, wie der Maßnahmenplan jetzt steht.",
  "The procedure went on meanwhile; nobody was called.":
    "Der Maßnahmenplan ging inzwischen weiter; angerufen wurde niemand.",
  "There is no run '{id}' of a procedure.": "Es gibt keinen Durchgang „{id}“ eines Maßnahmenplans.",
  "source {source} was closed": "die Quelle {source} wurde geschlossen",
  "the session has ended": "die Verbindung ist beendet",
  "{driver} did not open within {seconds} s": "{driver} war nach {seconds} s noch nicht offen",
};
