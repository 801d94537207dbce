/** What became of messages, and how channels fare, by the English sentence. Calls and announcements have their own file. */
export const channels: Readonly<Record<string, string>> = {
  // On the way through the outbox.
  opened: "geöffnet",
  "it works again": "er geht wieder",
  "sent to the outbox": "in den Postausgang gestellt",
  "gave up after {number} attempts: {why}": "nach {number} Versuchen aufgegeben: {why}",
  "gave up after {age}": "nach {age} aufgegeben",
  "gave up after {age}; {why}": "nach {age} aufgegeben; {why}",
  "gave up after {age}: {why}": "nach {age} aufgegeben: {why}",
  "{number} seconds": "{number} Sekunden",
  "{number} minutes": "{number} Minuten",
  "the channel sends at most {number} messages a minute":
    "der Kanal sendet höchstens {number} Nachrichten in der Minute",
  "the queue was purged": "die Warteschlange wurde verworfen",
  "purged by {who}: {reason}": "von {who} verworfen: {reason}",
  "the channel was closed": "der Kanal wurde geschlossen",
  "the channel is closed": "der Kanal ist geschlossen",
  "the channel is being closed": "der Kanal wird gerade geschlossen",
  "channel {channel} does not exist any more": "den Kanal {channel} gibt es nicht mehr",
  "channel {channel} was removed": "der Kanal {channel} wurde entfernt",
  "channel {channel} is switched off": "der Kanal {channel} ist ausgeschaltet",
  "channel {channel} can't be opened: {why}": "der Kanal {channel} lässt sich nicht öffnen: {why}",
  "channel {channel} is off or does not exist": "der Kanal {channel} ist aus, oder es gibt ihn nicht",
  "{who} asked for a test message": "{who} wollte eine Testnachricht",
  "{who} tries the channel out": "{who} probiert den Kanal aus",
  "The notifier host {host} sends for this channel; what it says with the far side stays there.":
    "Der Meldungsrechner {host} sendet für diesen Kanal; was er mit der Gegenseite spricht, bleibt dort.",
  "the mesh is not open, so that no notifier host can be reached":
    "das Mesh ist nicht offen, deshalb ist kein Meldungsrechner erreichbar",
  "no message was sent yet": "es wurde noch keine Nachricht gesendet",
  // Why a message about an alarm need not go out any more.
  "the alarm had ended before it went out": "der Alarm war zu Ende, bevor sie hinausging",
  "the alarm was taken out of service by {who} before it went out":
    "der Alarm wurde von {who} außer Betrieb genommen, bevor sie hinausging",
  "the alarm was suppressed by design before it went out":
    "der Alarm wurde planmäßig unterdrückt, bevor sie hinausging",
  "the alarm was shelved by {who} before it went out": "der Alarm wurde von {who} zurückgestellt, bevor sie hinausging",
  "{who} had acknowledged the alarm before it went out": "{who} hatte den Alarm quittiert, bevor sie hinausging",
  // Drills.
  "the drill {drill} proves this way": "der Probealarm {drill} prüft diesen Weg",
  "{address} has not been confirmed by its owner": "{address} wurde nicht bestätigt",
  "taken, and not yet confirmed: {why}": "angenommen und noch nicht bestätigt: {why}",
  "taken; this channel can't say whether it arrives: {why}":
    "angenommen; ob sie ankommt, kann dieser Kanal nicht sagen: {why}",
  "not delivered within {limit}; the last word was: {why}": "nach {limit} nicht zugestellt; das letzte Wort war: {why}",
  // Mails.
  "{server} takes mails": "{server} nimmt Mails an",
  "{server} does not encrypt (STARTTLS): {why}": "{server} verschlüsselt nicht (STARTTLS): {why}",
  "{server} closed the connection instead of taking the mail":
    "{server} hat die Verbindung geschlossen, statt die Mail anzunehmen",
  "the server closed the connection without an answer": "der Server hat die Verbindung ohne Antwort geschlossen",
  "{servers}: the mail was not taken within {ms} ms":
    "{servers}: die Mail wurde nicht innerhalb von {ms} ms angenommen",
  "no server could be asked": "kein Server ließ sich fragen",
  "no client credentials are configured for XOAUTH2": "für XOAUTH2 sind keine Zugangsdaten des Clients eingestellt",
  "the token server {host} can't be asked: {why}": "der Token-Server {host} lässt sich nicht fragen: {why}",
  "no answer within {seconds} s": "keine Antwort innerhalb von {seconds} s",
  "the token server {host} answered {status}; check client id, secret and scope":
    "der Token-Server {host} antwortete {status}; prüfen Sie Client-ID, Geheimnis und Scope",
  // What speaks HTTP: webhooks, chat rooms, push, Matrix.
  "{host} answered {status}": "{host} antwortete {status}",
  "{host} answered {status}; redirects are not followed, enter the final address":
    "{host} antwortete {status}; Weiterleitungen wird nicht gefolgt, tragen Sie die endgültige Adresse ein",
  "{host} closed the connection without an answer": "{host} hat die Verbindung ohne Antwort geschlossen",
  "{address} is not a URL": "{address} ist keine URL",
  "{host} would get the message unencrypted; use https, or allow plain HTTP on this channel":
    "{host} bekäme die Nachricht unverschlüsselt; nehmen Sie https, oder erlauben Sie diesem Kanal unverschlüsseltes HTTP",
  "every receiver took its last message": "jeder Empfänger hat seine letzte Nachricht angenommen",
  "{host} answered {status}, but not as ntfy does": "{host} antwortete {status}, aber nicht wie ein ntfy-Server",
  "{host} is healthy": "{host} ist in Ordnung",
  "{host} answered {status} to v1/health": "{host} antwortete auf v1/health mit {status}",
  "{host} knows us": "{host} kennt uns",
  "the access token belongs to {who}": "das Zugriffstoken gehört {who}",
  "the homeserver made a room without an id": "der Homeserver hat einen Raum ohne Kennung angelegt",
  "answers can't be read: {why}": "Antworten lassen sich nicht lesen: {why}",
  "{host} answered, but not as a homeserver does": "{host} antwortete, aber nicht wie ein Homeserver",
  // Push to browsers and telephones.
  "{name} has switched push on on no device, or on none that is left":
    "{name} hat Push auf keinem Gerät eingeschaltet, oder auf keinem, das noch da ist",
  "{host} is not among the hosts of this channel; an administrator can add it there, if it is a push service":
    "{host} gehört nicht zu den Servern dieses Kanals; ist es ein Push-Dienst, kann ein Administrator ihn dort eintragen",
  "{host} is an address within a house, where this channel may not go; allow private addresses there if the push server is your own":
    "{host} ist eine Adresse im eigenen Netz, wohin dieser Kanal nicht darf; erlauben Sie dort private Adressen, wenn der Push-Server Ihr eigener ist",
  "no address that may be used": "keine Adresse, die benutzt werden darf",
  "there is no key to sign push messages with": "es gibt keinen Schlüssel, um Push-Nachrichten zu unterschreiben",
  "the address is no push subscription; switch push on again on the device":
    "die Adresse ist keine Push-Anmeldung; schalten Sie Push auf dem Gerät neu ein",
  "the message can't be encrypted for this device: {why}":
    "die Nachricht lässt sich für dieses Gerät nicht verschlüsseln: {why}",
  "{number} octets do not fit into one push message": "{number} Byte passen nicht in eine Push-Nachricht",
  "{host} answered {status}: this device has ended its subscription; switch push on again there":
    "{host} antwortete {status}: Dieses Gerät hat seine Anmeldung beendet; schalten Sie Push dort neu ein",
  "{host} answered 413: the message is too large for it": "{host} antwortete 413: die Nachricht ist ihm zu groß",
  "The channel does not work now: {why}.": "Der Kanal geht jetzt nicht: {why}.",
  "it is not open": "er ist nicht offen",
  // Pagers.
  "{why}; whether the page went out is not known, and it may arrive twice":
    "{why}; ob der Ruf hinausging, ist nicht bekannt, und er kann zweimal ankommen",
  "whether the page went out is not known, and it may arrive twice":
    "ob der Ruf hinausging, ist nicht bekannt, und er kann zweimal ankommen",
  "{host} takes pages": "{host} nimmt Rufe an",
  "{server}: an empty answer": "{server}: eine leere Antwort",
  "{why} (sign-in)": "{why} (bei der Anmeldung)",
  "a line without an end": "eine Zeile ohne Ende",
  "every part had been taken": "jeder Teil war schon angenommen",
  "{place} did not ask for an ID": "{place} hat nicht nach der Kennung gefragt",
  "{place} refused the session": "{place} hat die Sitzung abgelehnt",
  "{place} did not take the logging on in {number} attempts (is the password right?)":
    "{place} hat die Anmeldung in {number} Versuchen nicht angenommen (stimmt das Kennwort?)",
  "{place} took the page": "{place} hat den Ruf angenommen",
  "{place} took the page: {said}": "{place} hat den Ruf angenommen: {said}",
  "{place} refused the page": "{place} hat den Ruf abgelehnt",
  "{place} refused the page: {said}": "{place} hat den Ruf abgelehnt: {said}",
  "{place} refused the session: {said}": "{place} hat die Sitzung abgelehnt: {said}",
  "{place} ended the session instead of taking the page": "{place} hat die Sitzung beendet, statt den Ruf anzunehmen",
  "{place} ended the session instead of taking the page: {said}":
    "{place} hat die Sitzung beendet, statt den Ruf anzunehmen: {said}",
  "{place} found the page damaged {number} times": "{place} hat den Ruf {number}-mal beschädigt empfangen",
  "{place} found the page damaged {number} times: {said}":
    "{place} hat den Ruf {number}-mal beschädigt empfangen: {said}",
  // Paging systems (ESPA).
  "{why}; whether the call went out is not known, and it may arrive twice":
    "{why}; ob der Ruf hinausging, ist nicht bekannt, und er kann zweimal ankommen",
  "whether the call went out is not known, and it may arrive twice":
    "ob der Ruf hinausging, ist nicht bekannt, und er kann zweimal ankommen",
  "{host} answers its polls": "{host} antwortet auf Abfragen",
  "{place} is not ready: {why}": "{place} ist nicht bereit: {why}",
  "{place} took the call": "{place} hat den Ruf angenommen",
  "{place} ended instead of taking the call": "{place} hat beendet, statt den Ruf anzunehmen",
  "{place} did not take the call: {why}": "{place} hat den Ruf nicht angenommen: {why}",
  "{place} refused the call: {why}": "{place} hat den Ruf abgelehnt: {why}",
  "{place} found the call damaged {number} times": "{place} hat den Ruf {number}-mal beschädigt empfangen",
  "a transmission error": "ein Übertragungsfehler",
  "it is busy": "sie ist belegt",
  "it does not understand the call": "sie versteht den Ruf nicht",
  "it does not say why": "den Grund sagt sie nicht",
  "the pager is busy": "der Pager ist belegt",
  "the call is in the queue": "der Ruf steht in der Warteschlange",
  "the pager was called": "der Pager wurde gerufen",
  "the pager is absent": "der Pager ist abwesend",
  "the call was terminated": "der Ruf wurde beendet",
  "the called person acknowledged": "die gerufene Person hat quittiert",
  "a speech channel is open": "ein Sprechweg ist offen",
  "the paging system has a fault": "die Rufanlage ist gestört",
  "its transmitter has failed": "ihr Sender ist ausgefallen",
  // Short messages by a message centre (SMPP).
  "{place} took it as {receipt}": "{place} hat sie als {receipt} angenommen",
  "{place} takes messages": "{place} nimmt Nachrichten an",
  "{place} reports {state}": "{place} meldet {state}",
  "{state}, error {code}": "{state}, Fehler {code}",
  "no state": "keinen Zustand",
  "it announced a unit of {number} octets; {least} to {most} are possible":
    "sie kündigte eine Einheit von {number} Byte an; möglich sind {least} bis {most}",
  "the centre closed the connection": "die Zentrale hat die Verbindung geschlossen",
  "the centre ended the session (unbind)": "die Zentrale hat die Sitzung beendet (unbind)",
  "we have ended it": "von hier beendet",
  "it gave no answer within {ms} ms": "keine Antwort innerhalb von {ms} ms",
  "{place}: no TLS with it: {why}": "{place}: keine TLS-Verbindung: {why}",
  "the message is too long (ESME_RINVMSGLEN)": "die Nachricht ist zu lang (ESME_RINVMSGLEN)",
  "it does not take messages in this state (ESME_RINVBNDSTS)":
    "in diesem Zustand nimmt sie keine Nachrichten an (ESME_RINVBNDSTS)",
  "it has an error of its own (ESME_RSYSERR)": "sie hat selbst einen Fehler (ESME_RSYSERR)",
  "it does not take our sender; look at `from` (ESME_RINVSRCADR)":
    "sie nimmt unseren Absender nicht an; sehen Sie nach `from` (ESME_RINVSRCADR)",
  "the number is not good (ESME_RINVDSTADR)": "die Nummer taugt nicht (ESME_RINVDSTADR)",
  "it refused the sign-in (ESME_RBINDFAIL)": "sie hat die Anmeldung abgelehnt (ESME_RBINDFAIL)",
  "the password is not right (ESME_RINVPASWD)": "das Kennwort stimmt nicht (ESME_RINVPASWD)",
  "it does not know the system id (ESME_RINVSYSID)": "sie kennt die System-ID nicht (ESME_RINVSYSID)",
  "its queue is full (ESME_RMSGQFUL)": "ihre Warteschlange ist voll (ESME_RMSGQFUL)",
  "it could not take the message (ESME_RSUBMITFAIL)": "sie konnte die Nachricht nicht annehmen (ESME_RSUBMITFAIL)",
  "it does not take the number's type (ESME_RINVDSTTON)": "sie nimmt die Art der Nummer nicht an (ESME_RINVDSTTON)",
  "it does not take the number's plan (ESME_RINVDSTNPI)": "sie nimmt den Plan der Nummer nicht an (ESME_RINVDSTNPI)",
  "we send too fast (ESME_RTHROTTLED)": "wir senden zu schnell (ESME_RTHROTTLED)",
  "it will never take this message (ESME_RX_P_APPN)": "sie nimmt diese Nachricht niemals an (ESME_RX_P_APPN)",
  "it answered with the status 0x{status}": "sie antwortete mit dem Status 0x{status}",
  // Short messages by a modem.
  "modem {place}": "Modem {place}",
  "the network took it from {what} as {receipt}": "das Netz hat sie von {what} als {receipt} angenommen",
  "it is in a network": "es ist in einem Netz",
  "it is in a network, as a guest": "es ist als Gast in einem Netz",
  "its signal is of unknown strength": "wie stark der Empfang ist, sagt es nicht",
  "its signal is {signal} of 31": "sein Empfang ist {signal} von 31",
  "the connection was closed": "die Verbindung wurde geschlossen",
  "the connection has ended": "die Verbindung ist zu Ende",
  "the network reports the status {status}": "das Netz meldet den Status {status}",
  "it is not waited for any more": "es wird nicht mehr darauf gewartet",
  "it could not be made ready": "es ließ sich nicht bereit machen",
  "{command} was answered with {said}": "auf {command} kam die Antwort {said}",
  "{command} got no answer within {ms} ms": "auf {command} kam innerhalb von {ms} ms keine Antwort",
  "it sends what no modem would send": "es sendet, was kein Modem senden würde",
  "{path} can't be opened: {why}; look at its rights and its plug":
    "{path} lässt sich nicht öffnen: {why}; sehen Sie nach den Rechten und nach dem Stecker",
  "the SIM card is not ready: {why}; look at the card":
    "die SIM-Karte ist nicht bereit: {why}; sehen Sie nach der Karte",
  "there is none": "es gibt keine",
  "the SIM card wants its PIN; set it in the channel's settings":
    "die SIM-Karte verlangt ihre PIN; tragen Sie sie in den Einstellungen des Kanals ein",
  "the SIM card has refused a PIN; none is tried again, to keep the card from locking: change the PIN, and enter the right one once by another device":
    "die SIM-Karte hat eine PIN abgelehnt; damit sie sich nicht sperrt, wird keine mehr versucht: Ändern Sie die PIN, und geben Sie die richtige einmal an einem anderen Gerät ein",
  "the SIM card refused the PIN; it is not tried again: change it":
    "die SIM-Karte hat die PIN abgelehnt; sie wird nicht noch einmal versucht: Ändern Sie sie",
  "it is in no network: {why}; look at antenna and subscription":
    "es ist in keinem Netz: {why}; sehen Sie nach Antenne und Vertrag",
  "it does not search a network": "es sucht kein Netz",
  "it searches a network": "es sucht ein Netz",
  "the network denied it": "das Netz hat es abgewiesen",
  "nobody knows why": "warum, ist nicht bekannt",
  "its signal is weak ({signal} of 31); look at the antenna":
    "sein Empfang ist schwach ({signal} von 31); sehen Sie nach der Antenne",
  "it refused": "es hat abgelehnt",
  "nobody has this number": "diese Nummer hat niemand",
  "the operator bars messages": "der Betreiber sperrt Nachrichten",
  "calls are barred": "Rufe sind gesperrt",
  "the network rejected the message": "das Netz hat die Nachricht abgelehnt",
  "the telephone can't be reached": "das Telefon ist nicht erreichbar",
  "the network does not know the subscriber": "das Netz kennt den Teilnehmer nicht",
  "the network is out of order": "das Netz ist außer Betrieb",
  "the network has a temporary failure": "das Netz ist vorübergehend gestört",
  "the network is congested": "das Netz ist überlastet",
  "the network has no resources": "das Netz hat keine freien Mittel",
  "the subscription does not hold messages": "der Vertrag umfasst keine Nachrichten",
  "the modem does not take this message unit": "das Modem nimmt diese Nachricht nicht an",
  "there is no SIM card": "es steckt keine SIM-Karte",
  "the SIM card wants its PIN": "die SIM-Karte verlangt ihre PIN",
  "the SIM card has failed": "die SIM-Karte ist ausgefallen",
  "the SIM card is busy": "die SIM-Karte ist beschäftigt",
  "the SIM card is the wrong one": "es ist die falsche SIM-Karte",
  "the SIM card wants its PUK": "die SIM-Karte verlangt ihre PUK",
  "the memory has failed": "der Speicher ist ausgefallen",
  "the memory is full": "der Speicher ist voll",
  "the number of the message centre is not known; set it in the SIM card":
    "die Nummer der Kurznachrichtenzentrale ist nicht bekannt; hinterlegen Sie sie auf der SIM-Karte",
  "there is no network": "es ist kein Netz da",
  "the network did not answer": "das Netz hat nicht geantwortet",
  // Handsets (SIP MESSAGE).
  "{why}; this was try {number} of {tries}": "{why}; das war Versuch {number} von {tries}",
  "the server keeps it for the handset ({said})": "der Server hält sie für das Mobilteil bereit ({said})",
  "the handset has it ({said})": "das Mobilteil hat sie ({said})",
  "the handset is busy ({said})": "das Mobilteil ist besetzt ({said})",
  "the handset is out of reach or switched off ({said})":
    "das Mobilteil ist außer Reichweite oder ausgeschaltet ({said})",
  "this handset takes no texts ({said})": "dieses Mobilteil nimmt keine Texte an ({said})",
  "the text is too long for the handset ({said}); lower longest":
    "der Text ist zu lang für das Mobilteil ({said}); verringern Sie longest",
  "the text was declined ({said})": "der Text wurde abgewiesen ({said})",
  "{why}; check user and password, and whether texts may be sent":
    "{why}; prüfen Sie Benutzer und Kennwort, und ob Texte gesendet werden dürfen",
  "{server} takes texts": "{server} nimmt Texte an",
  // Chat (XMPP).
  "it is signing in": "er meldet sich gerade an",
  "{domain} answers": "{domain} antwortet",
  "{address} has it": "{address} hat sie",
  "no answer within {ms} ms": "keine Antwort innerhalb von {ms} ms",
  "what came is no XMPP: {why}": "was ankam, ist kein XMPP: {why}",
  "the server ended the stream": "der Server hat die Verbindung beendet",
  "the server ended the stream: {condition}": "der Server hat die Verbindung beendet: {condition}",
  "the server closed the connection": "der Server hat die Verbindung geschlossen",
  "the stream was lost": "die Verbindung ging verloren",
  "the stream was closed": "die Verbindung wurde geschlossen",
  "{domain} does not encrypt (no STARTTLS)": "{domain} verschlüsselt nicht (kein STARTTLS)",
  "{domain} refused STARTTLS": "{domain} hat STARTTLS abgelehnt",
  "the server said something in the clear behind its consent to encrypt":
    "der Server hat hinter seiner Zusage zu verschlüsseln noch etwas unverschlüsselt gesagt",
  "{domain} offers no resource to bind": "{domain} bietet keine Ressource zum Binden an",
  "{domain} did not bind: {condition}": "{domain} hat keine Ressource gebunden: {condition}",
  "{domain} said {name}: {condition}": "{domain} sagte {name}: {condition}",
  "the server offers no SCRAM to sign in with, only {offered}":
    "der Server bietet kein SCRAM zur Anmeldung an, nur {offered}",
  "the server could not prove that it knows our password too":
    "der Server konnte nicht beweisen, dass auch er unser Kennwort kennt",
  "the server's nonce does not continue ours": "die Nonce des Servers setzt unsere nicht fort",
  "the server asks for {number} iterations": "der Server verlangt {number} Durchgänge",
  "the server does not let {address} in: {condition}": "der Server lässt {address} nicht hinein: {condition}",
  "a stanza is longer than 262144 characters": "ein Element ist länger als 262144 Zeichen",
  "text stands between the stanzas": "zwischen den Elementen steht Text",
  "a comment, instruction or document type came": "es kam ein Kommentar, eine Anweisung oder ein Dokumenttyp",
  "an element has no name": "ein Element hat keinen Namen",
  "elements are nested too deep": "Elemente sind zu tief verschachtelt",
  "it does not begin as a stream": "es beginnt nicht wie eine XMPP-Verbindung",
  "an end does not fit its beginning": "ein Ende passt nicht zu seinem Anfang",
  "attributes can't be read": "Attribute sind nicht lesbar",
  "{reference} is no character": "{reference} ist kein Zeichen",
  // Calls, as a channel.
  "{trunk} takes calls": "{trunk} nimmt Anrufe an",
  "{number} requests from strangers were dropped": "{number} Anfragen von Fremden wurden verworfen",
  "{trunk}: the answer names no sound that we speak":
    "{trunk}: die Antwort nennt keinen Ton, den dieser Server spricht",
  "the trunks {one} and {other} both want the port {port}: give one another localPort":
    "die Telefonanschlüsse {one} und {other} wollen beide den Port {port}: Geben Sie einem ein anderes localPort",
  // Announcements, as a channel.
  "the loudspeaker takes sound": "der Lautsprecher nimmt Ton an",
  "the announcer was closed": "der Ansager wurde geschlossen",
  "alarms are not known here": "Alarme sind hier nicht bekannt",
  "the process that sounds ended with {why}": "der Prozess, der ansagt, endete mit {why}",
  "{program} can't be started: {why}": "{program} lässt sich nicht starten: {why}",
  "{program} ended with code {code}: {why}": "{program} endete mit Code {code}: {why}",
  "it says nothing": "es sagt nichts dazu",
  "the sound was not taken in time": "der Ton wurde nicht rechtzeitig abgenommen",
};
