/** What the server expected where a field is wrong, by its English words. `{name}` stands for what it puts in. */
export const mistakes: Readonly<Record<string, string>> = {
  "a string": "ein Text",
  "a number": "eine Zahl",
  "a whole number": "eine ganze Zahl",
  "a boolean": "ja oder nein",
  "an array": "eine Liste",
  "an object": "mehrere Felder",
  "a record": "Einträge mit Namen",
  "a value": "ein Wert",
  "another form": "eine andere Form",
  "no such key": "kein solches Feld",
  "a known '{key}'": "ein bekanntes „{key}“",
  "one of {list}": "eines von {list}",
  "a length of at least {least}": "mindestens {least} Zeichen",
  "a length of at most {most}": "höchstens {most} Zeichen",
  "a number of entries of at least {least}": "mindestens {least} Einträge",
  "a number of entries of at most {most}": "höchstens {most} Einträge",
  "a number of at least {least}": "mindestens {least}",
  "a number of at most {most}": "höchstens {most}",
  "a valid {what}": "eine gültige Angabe ({what})",
  // References and names.
  "the id of a {kind} that exists": "{kind}: eine Kennung, die es gibt",
  "the id of an {kind} that exists": "{kind}: eine Kennung, die es gibt",
  "no reference to {kind} '{id}', which is to be removed":
    "kein Verweis auf {kind} „{id}“, denn das soll entfernt werden",
  "another id, for this is the name of Tocsin itself": "eine andere Kennung, denn so heißt Tocsin selbst",
  "a name of its own": "ein eigener Name",
  "an id of its own": "eine eigene Kennung",
  "a number of its own ('{id}' has it already)": "eine eigene Nummer („{id}“ hat sie schon)",
  "a time after {from}": "eine Zeit nach {from}",
  "conditions that fit together": "Bedingungen, die zusammenpassen",
  "the id of a method of {person} ({ids})": "ein Kontaktweg von {person} ({ids})",
  "the id of one of this person's methods": "ein Kontaktweg dieser Person",
  "the id of one of this person's methods ({ids})": "ein Kontaktweg dieser Person ({ids})",
  "the id of a channel of the kind smtp": "ein Kanal der Art smtp",
  "a person with an e-mail method": "eine Person mit einem E-Mail-Kontaktweg",
  "an area that does not itself lie in '{id}'": "ein Ort, der nicht selbst in „{id}“ liegt",
  "an operator with less than {most} views of their own": "ein Bediener mit weniger als {most} eigenen Ansichten",
  "the id of an uploaded file": "die Kennung einer hochgeladenen Datei",
  "the id of an uploaded picture": "die Kennung eines hochgeladenen Bildes",
  "a {transport} port that is free ({user} has this one)": "ein freier {transport}-Port (diesen hat {user})",
  "nothing, for this plan is no map": "nichts, denn dieser Plan ist keine Karte",
  "a picture with its corners, or an outline": "ein Bild mit seinen Ecken, oder ein Umriss",
  "where the edges of the picture are": "wo die Ränder des Bildes liegen",
  "more than {limit}": "mehr als {limit}",
  "the id of a step, or 'end'": "die Kennung eines Schritts oder „end“",
  "a step that another one leads to": "ein Schritt, zu dem ein anderer führt",
  "a way on that somebody's answer is part of": "ein Weg weiter, auf dem jemand antwortet",
  "the secret itself, for none is stored here that could be kept":
    "das Geheimnis selbst, denn hier ist keines gespeichert, das bleiben könnte",
  "a role that people can have": "eine Rolle, die Menschen haben können",
  "the sign-in names of those who may be {role}: a group alone gives nobody a role that manages operators":
    "die Anmeldenamen derer, die {role} sein dürfen: Eine Gruppe allein gibt niemandem eine Rolle, die Bediener verwaltet",
  "no role: {why}": "keine Rolle: {why}",
  // Forms of a text.
  "lower-case letters, digits, '.', '_' or '-', at most 63":
    "Kleinbuchstaben, Ziffern, „.“, „_“ oder „-“, höchstens 63",
  "lower-case letters, digits or '-', at most 40": "Kleinbuchstaben, Ziffern oder „-“, höchstens 40",
  "lower-case letters, digits and '-', at most 31": "Kleinbuchstaben, Ziffern und „-“, höchstens 31",
  "lower-case letters, digits, '.', '_', '/' or '-', at most 100":
    "Kleinbuchstaben, Ziffern, „.“, „_“, „/“ oder „-“, höchstens 100",
  "another id than 'end'": "eine andere Kennung als „end“",
  "a wall-clock time such as 07:30": "eine Uhrzeit wie 07:30",
  "an IANA time zone such as Europe/Berlin": "eine Zeitzone wie Europe/Berlin",
  "the path of a page, such as /on-call": "der Pfad einer Seite, etwa /on-call",
  "the id of an uploaded file, its SHA-256 in hex": "die Kennung einer hochgeladenen Datei (ihr SHA-256 in Hex)",
  "an address with https://": "eine Adresse mit https://",
  "an address that begins with https://, http:// or /": "eine Adresse, die mit https://, http:// oder / beginnt",
  "a telephone number such as +49 30 1234": "eine Telefonnummer wie +49 30 1234",
  "an address or a network such as 10.20.0.0/16 or fd00:20::/64":
    "eine Adresse oder ein Netz wie 10.20.0.0/16 oder fd00:20::/64",
  "each word once for a language": "jedes Wort einmal je Sprache",
  "an absolute path": "ein vollständiger Pfad",
  "an absolute path that ends in .jsonl": "ein vollständiger Pfad, der mit .jsonl endet",
  "at least 15: a shorter password can be guessed where no second factor is required of everybody":
    "mindestens 15: Ein kürzeres Passwort lässt sich erraten, wo nicht alle einen zweiten Faktor haben müssen",
  // Drivers.
  "at least one value, here or as a table": "mindestens ein Wert, hier oder als Tabelle",
  "{least} to {most} with {how} addressing": "{least} bis {most} bei der Adresszählung {how}",
  "bit with function {function}": "Bit bei Funktion {function}",
  "none with function {function}: it reads bits": "keines bei Funktion {function}: Sie liest Bits",
  "0 to 15: which bit of the register": "0 bis 15: welches Bit des Registers",
  "none with type {type}": "keines beim Typ {type}",
  '"{key}" is taken by "{name}" of the same unit and kind; choose another key':
    "„{key}“ hat schon „{name}“ desselben Geräts und derselben Art; wählen Sie einen anderen Schlüssel",
  "line {line}, column {column}: expected {what}, found {found}":
    "Zeile {line}, Spalte {column}: erwartet {what}, gefunden {found}",
  "3 to 16 hexadecimal digits": "3 bis 16 Hexadezimalziffern",
  "two capitals (SIA) or three digits (Contact ID)": "zwei Großbuchstaben (SIA) oder drei Ziffern (Contact ID)",
  "listen by TCP, UDP or both: with neither nothing can be heard":
    "über TCP, UDP oder beide hören: Ohne beides ist nichts zu hören",
  "every account may stand in the list once": "jeder Teilnehmer nur einmal in der Liste",
  "a pager's number or alias, without blanks": "die Nummer oder der Name eines Rufempfängers, ohne Leerzeichen",
  "printable characters without blanks": "druckbare Zeichen ohne Leerzeichen",
  "8 to 100 printable characters without blanks": "8 bis 100 druckbare Zeichen ohne Leerzeichen",
  "name the addresses that may page, or logins, or both: with neither anybody could raise alarms":
    "die Adressen, die rufen dürfen, oder Anmeldungen, oder beides: Ohne beides könnte jeder Alarme auslösen",
  "every pin may stand in the list once": "jede Nummer nur einmal in der Liste",
  // Channels.
  "a device as aplay -L or pactl list sinks names it": "ein Gerät, wie aplay -L oder pactl list sinks es nennt",
  "a folder with files, and only then": "ein Ordner bei files, und nur dann",
  "an address such as {example}": "eine Adresse wie {example}",
  "no user name or password in the address": "kein Benutzername oder Passwort in der Adresse",
  "one digit": "eine Ziffer",
  "one line": "eine Zeile",
  "a number such as {example}": "eine Nummer wie {example}",
  "the word devices, or a UnifiedPush subscription: https://…#p256dh=…&auth=…":
    "das Wort devices, oder eine UnifiedPush-Anmeldung: https://…#p256dh=…&auth=…",
  "the name or address of a serial server": "Name oder Adresse eines seriellen Servers",
  "{placeholder} stands for nothing; there are {placeholders}":
    "nur Platzhalter, die es gibt ({placeholders}); {placeholder} steht für nichts",
  "the name of an HTTP header, such as X-Api-Key": "der Name einer HTTP-Kopfzeile, etwa X-Api-Key",
  "a header that doesn't belong to the connection itself": "eine Kopfzeile, die nicht zur Verbindung selbst gehört",
  "printable ASCII in one line": "druckbares ASCII in einer Zeile",
  "placeholders only behind the machine's name: nobody's address may choose the machine":
    "Platzhalter erst hinter dem Rechnernamen: Keine Adresse darf den Rechner bestimmen",
  "a media type, such as application/json": "ein Medientyp, etwa application/json",
  'JSON, with placeholders for texts between quotes: {"text": "{{text}}"}':
    'JSON, mit Platzhaltern für Texte in Anführungszeichen: {"text": "{{text}}"}',
  "a Matrix id such as @anna:plant.example": "eine Matrix-Kennung wie @anna:plant.example",
  "an access token, in one line without spaces": "ein Zugangstoken, in einer Zeile ohne Leerzeichen",
  "an access token of ntfy, such as tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2":
    "ein Zugangstoken von ntfy, etwa tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2",
  "the name or address of a message centre": "Name oder Adresse einer SMS-Zentrale",
  "a number, or a name of up to 11 letters": "eine Nummer, oder ein Name von höchstens 11 Zeichen",
  "the name or address of a modem or a serial server": "Name oder Adresse eines Modems oder seriellen Servers",
  "a device such as /dev/ttyUSB0": "ein Gerät wie /dev/ttyUSB0",
  "the name or address of a mail server": "Name oder Adresse eines Mailservers",
  "the name or address of a paging server": "Name oder Adresse eines Rufservers",
  "the name or address of a terminal server": "Name oder Adresse eines Terminalservers",
  "the name or address of a server": "Name oder Adresse eines Servers",
  "at most 6 printable characters without blanks": "höchstens 6 druckbare Zeichen ohne Leerzeichen",
  "from to be below to": "Von kleiner als Bis",
  "rtp, or the transport tls: the keys of srtp would travel in clear":
    "rtp, oder den Transport tls: Die Schlüssel von srtp gingen sonst im Klartext",
  "1 to 8 digits": "1 bis 8 Ziffern",
  "6 to 10 digits": "6 bis 10 Ziffern",
  "4 to 10 digits": "4 bis 10 Ziffern",
  "each person once": "jede Person einmal",
  "each number once": "jede Nummer einmal",
  "each key once": "jeder Schlüssel einmal",
  "each digit once": "jede Ziffer einmal",
  "each entry once": "jeder Eintrag einmal",
  "a name or an address": "ein Name oder eine Adresse",
  "a user name or number": "ein Benutzername oder eine Nummer",
  "mailto: with an address, or an https: address": "mailto: mit einer Adresse, oder eine https-Adresse",
  "a private key of the curve P-256: 32 octets as base64url":
    "ein privater Schlüssel der Kurve P-256: 32 Oktette in base64url",
  "a host such as push.example, *.push.example or push.example:8443":
    "ein Rechner wie push.example, *.push.example oder push.example:8443",
  "at least 16 characters: the receiver proves with it that a message is ours":
    "mindestens 16 Zeichen: Der Empfänger prüft damit, dass eine Nachricht von uns ist",
  "an address such as anna@chat.plant.example, without a resource":
    "eine Adresse wie anna@chat.plant.example, ohne Ressource",
  // Addresses of people, by the kind of channel.
  "the name of a place: lower-case letters, digits, '-'": "der Name eines Platzes: Kleinbuchstaben, Ziffern, „-“",
  "'room', or whom the message names: a user principal name (Teams), a member id such as U012AB3CD (Slack), a user name (Mattermost)":
    "„room“, oder wen die Nachricht nennt: ein Anmeldename (Teams), eine Mitgliedskennung wie U012AB3CD (Slack), ein Benutzername (Mattermost)",
  "the number of a pager, at most 16 characters": "die Nummer eines Rufempfängers, höchstens 16 Zeichen",
  "up to 200 printable characters": "bis zu 200 druckbare Zeichen",
  "a topic of up to 64 letters, digits, - and _, such as anna-7qWk2":
    "ein Thema aus bis zu 64 Buchstaben, Ziffern, - und _, etwa anna-7qWk2",
  "a number (+4930123456, 4711) or a SIP address (sip:anna@pbx.example)":
    "eine Nummer (+4930123456, 4711) oder eine SIP-Adresse (sip:anna@pbx.example)",
  "a pager's number": "die Nummer eines Rufempfängers",
  // Directories.
  "ldaps://server or ldap://server (which begins TLS before anything is said), with a port if it is another one":
    "ldaps://server oder ldap://server (beginnt TLS, bevor etwas gesagt wird), mit Port, wenn es ein anderer ist",
  "certificates as PEM text": "Zertifikate als PEM-Text",
  "the name of an attribute such as uid": "der Name eines Attributs wie uid",
  "an LDAP filter in parentheses (RFC 4515), such as (objectClass=person)":
    "ein LDAP-Filter in Klammern (RFC 4515), etwa (objectClass=person)",
};
