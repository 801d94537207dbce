/** What the server says of answers that come back, and of addresses that are confirmed, by the English sentence. */
export const replies: Readonly<Record<string, string>> = {
  "no reason given": "ohne Angabe eines Grundes",
  "{host} answered to {where}: {said}": "{host} antwortete auf {where}: {said}",
  "the connection": "die Verbindung",
  "replies can't be read from {host}: {why}": "Antworten lassen sich nicht von {host} abholen: {why}",
  "it answers your {way}": "sie antwortet auf Ihre Nachricht ({way})",
  "{name} asked for it: {question}": "{name} hat danach gefragt: {question}",
  "a {way} from this address could not be used": "eine Nachricht von dieser Adresse war nicht zu gebrauchen ({way})",
  "{who} asked to confirm the address": "{who} wollte die Adresse bestätigen lassen",
  "There is no valid code for {address}. Send a new one.": "Für {address} gilt kein Code. Senden Sie einen neuen.",
  "The code for {address} was tried {number} times and is not valid any more. Send a new one.":
    "Der Code für {address} wurde {number}-mal versucht und gilt nicht mehr. Senden Sie einen neuen.",
  "That is not the code that was sent to {address}; {number} tries are left.":
    "Das ist nicht der Code, der an {address} ging; Sie haben noch {number} Versuche.",
  "There is no person {id}.": "Es gibt keine Person {id}.",
  "{name} has no contact method {method}. Look at the person's methods.":
    "{name} hat keinen Kontaktweg {method}. Sehen Sie bei den Kontaktwegen der Person nach.",
};
