/** How connections fail, whoever they lead to, by the English sentence. */
export const wire: Readonly<Record<string, string>> = {
  "{place} sent {number} bytes that make no sense": "{place} sandte {number} Byte, die keinen Sinn ergeben",
  "{place} broke the connection: {why}": "{place} hat die Verbindung abgebrochen: {why}",
  "{place} closed the connection": "{place} hat die Verbindung geschlossen",
  "{place} can't be spoken with by TLS: {why}": "mit {place} geht kein TLS: {why}",
  "{place} closed the connection instead of TLS": "{place} hat die Verbindung geschlossen, statt TLS zu beginnen",
  "{place} did not begin TLS within {ms} ms": "{place} hat innerhalb von {ms} ms kein TLS begonnen",
  "connecting to {place} was given up": "die Verbindung zu {place} wurde aufgegeben",
  "cannot listen on {place}: {why}": "auf {place} lässt sich nicht horchen: {why}",
  "cannot listen on {place} (UDP): {why}": "auf {place} (UDP) lässt sich nicht horchen: {why}",
  "the UDP socket failed: {why}": "der UDP-Anschluss ist ausgefallen: {why}",
  "the listener failed: {why}": "das Horchen ist ausgefallen: {why}",
  "the certificate or key of the listener is not usable: {why}":
    "Zertifikat oder Schlüssel zum Horchen sind nicht zu gebrauchen: {why}",
  // Connections that come from outside.
  "nothing came for {seconds} s": "es kam {seconds} s lang nichts",
  "it does not read what is answered": "sie liest nicht, was geantwortet wird",
  "the TLS handshake failed: {why}": "der TLS-Handshake scheiterte: {why}",
  "no TLS handshake within {seconds} s": "kein TLS-Handshake innerhalb von {seconds} s",
  "there are {number} connections already: raise the limit, or find out who holds them":
    "es gibt schon {number} Verbindungen: Erhöhen Sie die Grenze, oder finden Sie heraus, wer sie hält",
  "{address} holds {number} connections already: raise the limit per address, or find out why":
    "{address} hält schon {number} Verbindungen: Erhöhen Sie die Grenze je Adresse, oder finden Sie heraus, warum",
  // SIP.
  "no address of the SIP server is known": "vom SIP-Server ist keine Adresse bekannt",
  "no address is known of the SIP server {server}: {why}": "vom SIP-Server {server} ist keine Adresse bekannt: {why}",
  "no connection to the SIP server": "keine Verbindung zum SIP-Server",
  "no connection to {server}": "keine Verbindung zu {server}",
  "not registered yet": "noch nicht angemeldet",
  "{server} refuses the registration of {user}: {said}": "{server} lehnt die Anmeldung von {user} ab: {said}",
  "{place} did not answer within {seconds} s": "{place} hat innerhalb von {seconds} s nicht geantwortet",
  "no TLS with {place}: {why}": "keine TLS-Verbindung mit {place}: {why}",
  "no handshake within {ms} ms": "kein Handshake innerhalb von {ms} ms",
  "cannot use {place} (UDP): {why}": "{place} (UDP) lässt sich nicht benutzen: {why}",
  "cannot send to {place}: {why}": "an {place} lässt sich nichts senden: {why}",
  "the call was given up": "der Anruf wurde aufgegeben",
  "the call was answered without a contact: it can't be acknowledged":
    "der Anruf wurde ohne Kontakt angenommen: er lässt sich nicht bestätigen",
  // The sound of calls.
  "no UDP port between {from} and {to} is free for the sound of a call; widen mediaPorts":
    "zwischen {from} und {to} ist kein UDP-Port für den Ton eines Anrufs frei; erweitern Sie mediaPorts",
  "no call is taken or made any more: the channel is being closed":
    "es werden keine Anrufe mehr angenommen oder gemacht: Der Kanal wird gerade geschlossen",
  "the thread for sound failed: {why}": "der Thread für den Ton ist ausgefallen: {why}",
};
