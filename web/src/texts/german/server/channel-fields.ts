/** The help of the channels' and directories' settings, by its English words. */
export const channelFields: Readonly<Record<string, string>> = {
  "aplay: ALSA (alsa-utils); pacat: PulseAudio or PipeWire (pulseaudio-utils); files: WAV files":
    "aplay: ALSA (alsa-utils); pacat: PulseAudio oder PipeWire (pulseaudio-utils); files: WAV-Dateien",
  "Absent: the machine's default device": "Leer: das Standardgerät des Rechners",
  "With files, for machines without a sound card: a folder in one that is there, for the last hundred of them":
    "Bei files, für Rechner ohne Soundkarte: ein Ordner in einem vorhandenen, für die letzten hundert",
  "Which program's webhook it is": "Von welchem Programm der Webhook ist",
  "As the program shows it when the webhook is made; whoever knows it can write to the room":
    "Wie das Programm sie zeigt, wenn der Webhook angelegt wird; wer sie kennt, kann in den Raum schreiben",
  "The serial server before the paging system": "Der serielle Server vor der Rufanlage",
  "Its TCP port": "Sein TCP-Port",
  "Our address: the calling system and control station": "Unsere Adresse: rufendes System und Leitstation",
  "Address of the paging system": "Adresse der Rufanlage",
  "german: Ä Ö Ü ä ö ü ß as [ \\ ] { | } ~ (ISO 646 DE)": "german: Ä Ö Ü ä ö ü ß als [ \\ ] { | } ~ (ISO 646 DE)",
  "Characters that a pager shows; longer texts are cut":
    "Zeichen, die ein Rufempfänger zeigt; längere Texte werden gekürzt",
  "Beep coding by priority": "Rufton nach Priorität",
  "How often the paging system sends each call": "Wie oft die Rufanlage jeden Ruf aussendet",
  "How often the paging system is polled for what became of a call; it also shows that the link lives":
    "Wie oft die Rufanlage gefragt wird, was aus einem Ruf wurde; es zeigt auch, dass die Verbindung lebt",
  "How long an acknowledgement of the called person counts": "Wie lange eine Quittierung der gerufenen Person zählt",
  "Placeholders in it are encoded as a part of a URL": "Platzhalter darin werden als Teil einer URL kodiert",
  "How placeholders in the body are made harmless": "Wie Platzhalter im Rumpf unschädlich gemacht werden",
  'With placeholders, for example {"text": "{{text}}", "to": "{{to}}"}':
    'Mit Platzhaltern, zum Beispiel {"text": "{{text}}", "to": "{{to}}"}',
  "Our own account": "Unser eigenes Konto",
  "Without a topic": "Ohne Thema",
  "May publish to the topics; absent: the server lets everybody":
    "Darf in die Themen schreiben; leer: Der Server lässt alle",
  "Characters that the handsets show; what is longer is cut, and never the code":
    "Zeichen, die die Handgeräte zeigen; was länger ist, wird gekürzt, der Code nie",
  "After so many times busy or out of reach, the person's next way is used":
    "Nach so vielen Malen besetzt oder nicht erreichbar wird der nächste Weg der Person benutzt",
  "Where the server reaches us (udp, tcp); 0: any": "Wo der Server uns erreicht (udp, tcp); 0: irgendwo",
  "tls refuses a centre whose certificate is not good; plain is for a tunnel or a gateway within the house":
    "tls lehnt eine Zentrale mit ungültigem Zertifikat ab; plain ist für einen Tunnel oder ein Gateway im Haus",
  "Certificates (PEM) of the authority that signed the centre's; absent: the public ones":
    "Zertifikate (PEM) der Stelle, die das der Zentrale ausgestellt hat; leer: die öffentlichen",
  "At most 8 letters: SMPP 3.4 allows no more": "Höchstens 8 Zeichen: Mehr erlaubt SMPP 3.4 nicht",
  "What people see as the sender; they can answer a number only":
    "Was als Absender erscheint; antworten kann man nur einer Nummer",
  "How the centre reads data coding 0: GSM 03.38, one septet in each octet, or Latin-1":
    "Wie die Zentrale die Kodierung 0 liest: GSM 03.38, ein Septett je Oktett, oder Latin-1",
  "A longer text is cut; its code always stays": "Ein längerer Text wird gekürzt; sein Code bleibt immer",
  "Requests that may wait for the centre's answer at once":
    "Anfragen, die zugleich auf die Antwort der Zentrale warten dürfen",
  "For connecting, and for each answer": "Für das Verbinden und für jede Antwort",
  "Raw TCP, as ser2net and networked modems offer it; never encrypted":
    "Rohes TCP, wie ser2net und Netzwerkmodems es anbieten; nie verschlüsselt",
  "Of the SIM card. It is tried once; one that is refused is not tried again until it is changed":
    "Der SIM-Karte. Sie wird einmal versucht; eine abgelehnte erst wieder, wenn sie geändert ist",
  "Where the modem keeps what came: SIM card or modem": "Wo das Modem Empfangenes ablegt: SIM-Karte oder Modem",
  "For an answer of the modem": "Für eine Antwort des Modems",
  "For an answer of the network to a message": "Für eine Antwort des Netzes auf eine Nachricht",
  "Certificates (PEM) of the authority that signed the server's; absent: the public ones":
    "Zertifikate (PEM) der Stelle, die das des Servers ausgestellt hat; leer: die öffentlichen",
  "Absent: 587, with TLS from the start 465, not encrypted 25":
    "Leer: 587, mit TLS von Anfang an 465, unverschlüsselt 25",
  "STARTTLS and TLS refuse a server whose certificate is not good; plain is for a relay within the house":
    "STARTTLS und TLS lehnen einen Server mit ungültigem Zertifikat ab; unverschlüsselt ist für ein Relay im Haus",
  "https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token":
    "https://login.microsoftonline.com/<tenant>/oauth2/v2.0/token",
  "Absent: 993 (imap) or 995 (pop3)": "Leer: 993 (imap) oder 995 (pop3)",
  "imap only": "Nur imap",
  "What becomes of a mail that was read; pop3 always deletes": "Was aus einer gelesenen Mail wird; pop3 löscht immer",
  "pop3, and imap servers without IDLE": "pop3, und imap-Server ohne IDLE",
  "Whether a reply must also refer to the very mail that we sent (In-Reply-To or References)":
    "Ob eine Antwort sich auch auf genau unsere Mail beziehen muss (In-Reply-To oder References)",
  "Only mails count whose Authentication-Results header of this server says dmarc=pass, or dkim=pass or spf=pass for the sender's domain":
    "Es zählen nur Mails, deren Authentication-Results dieses Servers dmarc=pass sagt, oder dkim=pass oder spf=pass für die Domäne des Absenders",
  "Asked in this order; the next one when one can't be reached":
    "Werden in dieser Reihenfolge gefragt; der nächste, wenn einer nicht erreichbar ist",
  "Replies go there": "Dorthin gehen Antworten",
  "Absent: the server takes our mails without": "Leer: Der Server nimmt unsere Mails ohne Anmeldung",
  "For one mail, with connecting and signing in": "Für eine Mail, mit Verbinden und Anmelden",
  "The mailbox of the sender, where replies and bounces arrive":
    "Das Postfach des Absenders, in dem Antworten und Rückläufer ankommen",
  "The paging server": "Der Rufserver",
  "tls: from the first byte on. RFC 1861 knows no encryption; plain lets everybody on the way read the pages":
    "tls: ab dem ersten Byte. RFC 1861 kennt keine Verschlüsselung; bei plain kann unterwegs jeder die Rufe lesen",
  "Absent: the server takes pages without": "Leer: Der Server nimmt Rufe ohne Anmeldung",
  "Who calls, for servers of level 2 that want to know": "Wer ruft, für Server der Stufe 2, die es wissen wollen",
  "Service level from 0 (highest) to 11 by priority, for servers of level 2; absent: the server's own":
    "Dienststufe von 0 (höchste) bis 11 nach Priorität, für Server der Stufe 2; leer: die des Servers",
  "Ask two-way pagers for an answer when the server can (level 3): acknowledge or escalate":
    "Zweiweg-Rufempfänger um Antwort bitten, wenn der Server es kann (Stufe 3): quittieren oder weiterleiten",
  "How often the server is asked for an answer": "Wie oft der Server nach einer Antwort gefragt wird",
  "How long it is asked": "Wie lange gefragt wird",
  "For one page, with connecting and signing in": "Für einen Ruf, mit Verbinden und Anmelden",
  "The terminal server or network port of the paging terminal":
    "Der Terminalserver oder Netzanschluss des Rufterminals",
  "What the terminal wants with PG1; empty: nothing": "Was das Terminal mit PG1 verlangt; leer: nichts",
  "Characters that a pager shows": "Zeichen, die ein Rufempfänger zeigt",
  "Longer texts are sent as up to so many pages, numbered; what is longer still is cut":
    "Längere Texte gehen als bis zu so viele nummerierte Rufe hinaus; was noch länger ist, wird gekürzt",
  "How long the terminal may take for one answer": "Wie lange das Terminal für eine Antwort brauchen darf",
  "For one message, with connecting and signing in": "Für eine Nachricht, mit Verbinden und Anmelden",
  "Stands in logs and in the channel's health": "Steht in Protokollen und im Zustand des Kanals",
  "srtp encrypts what is spoken, with keys that tls alone may carry. Absent: srtp with tls, otherwise rtp":
    "srtp verschlüsselt das Gesprochene, mit Schlüsseln, die nur tls tragen darf. Leer: srtp bei tls, sonst rtp",
  "Calls at once": "Anrufe zugleich",
  "UDP, for the sound; every call takes one": "UDP, für den Ton; jeder Anruf belegt einen",
  "Addresses and networks whose sound the firewall lets in besides the server's: gateways, telephones":
    "Adressen und Netze, deren Ton die Firewall außer dem des Servers einlässt: Gateways, Telefone",
  "Whether who is called can be connected with somebody on duty (REFER): the PBX must allow it":
    "Ob Angerufene mit jemandem im Dienst verbunden werden können (REFER): Die Telefonanlage muss es erlauben",
  "Typed by whoever calls from a telephone that isn't theirs": "Wird gewählt, wer von einem fremden Telefon anruft",
  "Whose values callers can ask for, by the digits that they type":
    "Wessen Werte Anrufer abfragen können, mit den Ziffern, die sie wählen",
  "What callers can choose by which digit, in the order in which it is spoken":
    "Was Anrufer mit welcher Ziffer wählen können, in der Reihenfolge, in der es gesprochen wird",
  "Used in this order; the next one when one fails or has no free line":
    "Werden in dieser Reihenfolge benutzt; der nächste, wenn einer ausfällt oder keine Leitung frei hat",
  "How long it rings before nobody is there": "Wie lange es läutet, bis niemand da ist",
  "After so many calls that were busy, not answered, or answered without a digit, the person's next way is used":
    "Nach so vielen Anrufen, die besetzt, nicht angenommen oder ohne Ziffer beantwortet waren, wird der nächste Weg der Person benutzt",
  "Must be typed before an alarm is spoken": "Muss gewählt werden, bevor ein Alarm gesprochen wird",
  "Whether 1 must be pressed a second time to take an alarm over":
    "Ob die 1 ein zweites Mal gedrückt werden muss, um einen Alarm zu übernehmen",
  "How long a digit is waited for before the menu is repeated":
    "Wie lange auf eine Ziffer gewartet wird, bevor das Menü wiederholt wird",
  "Who can call the server, and with what; absent: calls that come in are refused":
    "Wer den Server anrufen kann und womit; leer: Ankommende Anrufe werden abgelehnt",
  "How a call introduces itself": "Wie sich ein Anruf meldet",
  "The PBX, registrar or provider to which everything goes":
    "Die Telefonanlage, der Registrar oder Anbieter, zu dem alles geht",
  "Absent: what DNS SRV says, otherwise 5060, with tls 5061": "Leer: was DNS SRV sagt, sonst 5060, mit tls 5061",
  "tls refuses a server whose certificate is not good; udp and tcp are readable on the way":
    "tls lehnt einen Server mit ungültigem Zertifikat ab; udp und tcp sind unterwegs lesbar",
  "Behind the @ of numbers; absent: the server": "Hinter dem @ von Nummern; leer: der Server",
  "Our own extension or number": "Unsere eigene Nebenstelle oder Nummer",
  "The name for signing in; absent: the user": "Der Name für die Anmeldung; leer: der Benutzer",
  "Absent: the server knows us by our address": "Leer: Der Server kennt uns an unserer Adresse",
  "Off for a provider that knows us by our address": "Aus bei einem Anbieter, der uns an unserer Adresse kennt",
  "Our own address towards the server; absent: the one from which the machine speaks to it":
    "Unsere eigene Adresse zum Server hin; leer: die, von der der Rechner mit ihm spricht",
  "How whoever runs a push service reaches whoever runs this server (RFC 8292 §2.1)":
    "Wie Betreiber eines Push-Dienstes den Betreiber dieses Servers erreichen (RFC 8292 §2.1)",
  "Signs for this server; absent: the one that this server makes and keeps sealed. Another one ends every subscription":
    "Unterschreibt für diesen Server; leer: der, den der Server selbst macht und verschlüsselt verwahrt. Ein anderer beendet jede Anmeldung",
  "The only push services that are sent to; the addresses themselves come from browsers":
    "Die einzigen Push-Dienste, an die gesendet wird; die Adressen selbst kommen von Browsern",
  "Also send to these hosts within the house: for a UnifiedPush server of your own":
    "Auch an diese Rechner im Haus senden: für einen eigenen UnifiedPush-Server",
  "How long the push service keeps a message for a device that is off":
    "Wie lange der Push-Dienst eine Nachricht für ein ausgeschaltetes Gerät verwahrt",
  "Shared with the receiver; signs every message (HMAC-SHA256)":
    "Mit dem Empfänger geteilt; unterschreibt jede Nachricht (HMAC-SHA256)",
  "Absent: the address's domain": "Leer: die Domäne der Adresse",
  "Absent: 5222, with tls 5223": "Leer: 5222, mit tls 5223",
  "Both refuse a server whose certificate isn't good for the address's domain":
    "Beide lehnen einen Server ab, dessen Zertifikat nicht für die Domäne der Adresse gilt",
  "For one message until the server has it, and for one sign-in":
    "Für eine Nachricht, bis der Server sie hat, und für eine Anmeldung",
  "Certificates (PEM) of the authority that signed the receiver's; absent: the public ones":
    "Zertifikate (PEM) der Stelle, die das des Empfängers ausgestellt hat; leer: die öffentlichen",
  "For one message, from the first byte to the answer": "Für eine Nachricht, vom ersten Byte bis zur Antwort",
  "Also send without encryption to other machines: everybody on the way can then read and change messages":
    "Auch unverschlüsselt an andere Rechner senden: Unterwegs kann dann jeder Nachrichten lesen und ändern",
  "Asked in this order; the next one when one can't be reached. ldap:// is upgraded by StartTLS, always":
    "Werden in dieser Reihenfolge gefragt; der nächste, wenn einer nicht erreichbar ist. ldap:// wird immer durch StartTLS verschlüsselt",
  "Where people are: everything below": "Wo die Personen sind: alles darunter",
  "The account with which people and groups are searched; it needs to read only":
    "Das Konto, mit dem Personen und Gruppen gesucht werden; es braucht nur Leserechte",
  "Who is a person; absent: as the flavour has it": "Wer eine Person ist; leer: wie bei der Bauart üblich",
  "What people type as their name; absent: sAMAccountName or uid, as the flavour has it":
    "Was Personen als Namen eingeben; leer: sAMAccountName oder uid, je nach Bauart",
  "What a person keeps for life; absent: objectGUID or entryUUID, as the flavour has it":
    "Was eine Person immer behält; leer: objectGUID oder entryUUID, je nach Bauart",
  "Where groups are; absent: baseDn": "Wo die Gruppen sind; leer: wo die Personen sind",
  "How groups are found: by Active Directory's rule 1.2.840.113556.1.4.1941, by the attribute memberOf, or by a search for groups with this member. Absent: matching-rule or search, as the flavour has it":
    "Wie Gruppen gefunden werden: mit der Regel 1.2.840.113556.1.4.1941 von Active Directory, mit dem Attribut memberOf oder durch die Suche nach Gruppen mit diesem Mitglied. Leer: matching-rule oder search, je nach Bauart",
  "Whether being in a group that is in a group counts": "Ob es zählt, in einer Gruppe zu sein, die in einer Gruppe ist",
  "Another server that this one refers to is never asked: name it in urls, or its part of the tree in baseDn":
    "Ein anderer Server, auf den dieser verweist, wird nie gefragt: Nennen Sie ihn bei den Adressen oder seinen Teil des Baums als Basis",
  "Entries a page (RFC 2696)": "Einträge je Seite (RFC 2696)",
  "For one answer, and for one connection": "Für eine Antwort und für eine Verbindung",
  "How often who may sign in is compared with the directory":
    "Wie oft mit dem Verzeichnis verglichen wird, wer sich anmelden darf",
  "Exactly as the provider writes it; without .well-known/openid-configuration":
    "Genau wie der Anbieter sie schreibt; ohne .well-known/openid-configuration",
  "How the client's secret is sent to the token endpoint": "Wie das Geheimnis des Clients übermittelt wird",
  "With which an ID token may be signed": "Womit ein ID-Token unterschrieben sein darf",
  "With offline_access, who was disabled at the provider is noticed at the next comparison":
    "Mit offline_access fällt beim nächsten Vergleich auf, wer beim Anbieter gesperrt wurde",
  "Becomes the sign-in name; of a mail address the part before the @":
    "Wird zum Anmeldenamen; bei einer Mailadresse der Teil vor dem @",
  "The list of groups": "Die Liste der Gruppen",
  "For one answer of the provider": "Für eine Antwort des Anbieters",
  "How often the provider is asked again": "Wie oft der Anbieter erneut gefragt wird",
};
