/** To whom reports went, and to whom not, by the English sentence. */
export const numbers: Readonly<Record<string, string>> = {
  "the report {report} goes to it": "der Bericht {report} geht dorthin",
  "sent to {addresses}": "gesendet an {addresses}",
  "sent to nobody": "an niemanden gesendet",
  "not to {address}: the channel {channel} is off": "nicht an {address}: der Kanal {channel} ist aus",
  "not to {name}: no e-mail address has been confirmed": "nicht an {name}: keine Mailadresse ist bestätigt",
  "not to {name}: there is no e-mail method that works": "nicht an {name}: kein Kontaktweg über Mail geht",
  "There is no report '{id}'.": "Es gibt keinen Bericht „{id}“.",
};
