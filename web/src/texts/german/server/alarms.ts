import { valueTexts } from "./alarm-texts.ts";

/** Why an alarm changed, and why an order to it is refused, by the English sentence. */
export const alarms: Readonly<Record<string, string>> = {
  // Its life, ISA-18.2.
  "the condition became true": "der Zustand trat ein",
  "the condition became true; nobody needs to acknowledge it": "der Zustand trat ein; quittieren muss ihn niemand",
  "the condition went away": "der Zustand ist gegangen",
  "the condition went away; the alarm is latched": "der Zustand ist gegangen; der Alarm wird gehalten",
  "the condition went away; the latched alarm waits for a reset":
    "der Zustand ist gegangen; der gehaltene Alarm wartet auf das Zurücksetzen",
  "the condition went away, and that acknowledges it": "der Zustand ist gegangen, und damit ist er quittiert",
  "the condition went away before anybody acknowledged": "der Zustand ging, bevor jemand quittierte",
  "the condition went away, which ends the one-shot shelf":
    "der Zustand ist gegangen, und damit endet die einmalige Zurückstellung",
  "the condition came back": "der Zustand kam wieder",
  "the condition came back, more severe": "der Zustand kam wieder, und schwerer",
  "the condition came back within the acknowledged occurrence": "der Zustand kam im quittierten Auftreten wieder",
  "the condition came back before anybody acknowledged; its callout goes on":
    "der Zustand kam wieder, bevor jemand quittierte; die Alarmierung geht weiter",
  "the condition came back after the re-arm window, still unacknowledged":
    "der Zustand kam nach der Wiedermeldefrist wieder, immer noch unquittiert",
  "the condition changed": "der Zustand hat sich geändert",
  "it became more severe": "er wurde schwerer",
  "it became more severe; nobody needs to acknowledge it": "er wurde schwerer; quittieren muss ihn niemand",
  "it became less severe": "er wurde weniger schwer",
  "somebody acknowledged it": "jemand hat ihn quittiert",
  "one more person acknowledged it": "noch jemand hat ihn quittiert",
  "somebody acknowledged it; it waits for a reset": "jemand hat ihn quittiert; er wartet auf das Zurücksetzen",
  "somebody saw that it had been": "jemand hat gesehen, dass er da war",
  "somebody took the acknowledgement back": "jemand hat die Quittierung zurückgenommen",
  "somebody reset it": "jemand hat ihn zurückgesetzt",
  "still active": "immer noch aktiv",
  "still active: annunciated again": "immer noch aktiv: noch einmal gemeldet",
  "still active too long after the acknowledgement": "zu lange nach der Quittierung immer noch aktiv",
  // Hidden and shown again.
  "hand-over note": "Übergabenotiz",
  "put on the shelf by {who}: {reason}": "von {who} zurückgestellt: {reason}",
  "taken off the shelf": "Zurückstellung aufgehoben",
  "suppressed by {reason}": "unterdrückt durch {reason}",
  "what suppressed it is over": "was ihn unterdrückte, ist vorbei",
  "taken out of service by {who}: {reason}": "von {who} außer Betrieb genommen: {reason}",
  "put back into service": "wieder in Betrieb genommen",
  "still out of service at the end that was planned: put it back into service, or say until when":
    "zum geplanten Ende immer noch außer Betrieb: Nehmen Sie ihn wieder in Betrieb, oder sagen Sie, bis wann nicht",
  "it shows again": "er wird wieder gezeigt",
  "{why}; it stays hidden for another reason": "{why}; er bleibt aus einem anderen Grund verborgen",
  "it stays hidden for another reason": "er bleibt aus einem anderen Grund verborgen",
  "{why}; the alarm is hidden ({state})": "{why}; der Alarm ist verborgen ({state})",
  shelved: "zurückgestellt",
  suppressed: "unterdrückt",
  "out-of-service": "außer Betrieb",
  "{why}; the on-delay runs again": "{why}; die Einschaltverzögerung läuft noch einmal",
  "the on-delay runs again": "die Einschaltverzögerung läuft noch einmal",
  "its source is back: the condition is judged anew": "seine Quelle ist wieder da: der Zustand wird neu beurteilt",
  "its source is lost or disowns the value: the state is kept and not certain":
    "seine Quelle ist verloren oder steht nicht zu ihrem Wert: der Stand bleibt und ist nicht gewiss",
  "its source is back: the condition is judged anew: {why}":
    "seine Quelle ist wieder da: der Zustand wird neu beurteilt: {why}",
  "its source is lost or disowns the value: the state is kept and not certain: {why}":
    "seine Quelle ist verloren oder steht nicht zu ihrem Wert: der Stand bleibt und ist nicht gewiss: {why}",
  "nothing in the alarm's rules asks for it": "nichts in den Regeln des Alarms verlangt es",
  ...valueTexts,
  // Why an order to it is refused.
  "“{alarm}” is {state} and rings nowhere. Bring it back first, then acknowledge it.":
    "„{alarm}“ ist {state} und ruft niemanden. Holen Sie den Alarm zuerst zurück, dann quittieren Sie.",
  "“{alarm}” has ended: there is nothing to acknowledge any more. Nothing needs to be done.":
    "„{alarm}“ ist zu Ende: es gibt nichts mehr zu quittieren. Zu tun ist nichts.",
  "“{alarm}” has ended and was raised again since: this acknowledgement was for an earlier time. Look at the alarm as it is now and acknowledge that.":
    "„{alarm}“ war zu Ende und wurde wieder ausgelöst: Diese Quittierung galt einem früheren Mal. Sehen Sie den Alarm an, wie er jetzt ist, und quittieren Sie den.",
  "“{alarm}” was annunciated again since (number {number}, you saw number {seen}): it became more severe, came back or stood too long. Look at the alarm as it is now and acknowledge that.":
    "„{alarm}“ wurde seitdem noch einmal gemeldet (Nummer {number}, Sie sahen Nummer {seen}): Er wurde schwerer, kam wieder oder stand zu lange an. Sehen Sie den Alarm an, wie er jetzt ist, und quittieren Sie den.",
  "Nobody has acknowledged this alarm, so there is no acknowledgement to take back.":
    "Niemand hat diesen Alarm quittiert; es gibt keine Quittierung zurückzunehmen.",
  "Nobody has acknowledged this alarm yet. Acknowledge it first, then reset it.":
    "Noch hat niemand diesen Alarm quittiert. Quittieren Sie ihn zuerst, dann setzen Sie ihn zurück.",
  "This alarm isn't latched: it ends by itself once it has gone and is acknowledged.":
    "Dieser Alarm wird nicht gehalten: Er endet von selbst, sobald er gegangen und quittiert ist.",
  "The condition still holds. Reset the alarm after the condition has gone.":
    "Der Zustand besteht noch. Setzen Sie den Alarm zurück, wenn der Zustand gegangen ist.",
  "This alarm is shelved, suppressed or out of service and rings nowhere. Bring it back first, then acknowledge it if it still stands.":
    "Dieser Alarm ist zurückgestellt, unterdrückt oder außer Betrieb und ruft niemanden. Holen Sie ihn zuerst zurück, und quittieren Sie ihn, wenn er noch ansteht.",
  "This alarm is shelved, suppressed or out of service. Bring it back first, then reset it.":
    "Dieser Alarm ist zurückgestellt, unterdrückt oder außer Betrieb. Holen Sie ihn zuerst zurück, dann setzen Sie ihn zurück.",
  "{who} was faster: this alarm is on the shelf already.":
    "{who} war schneller: Dieser Alarm ist schon zurückgestellt.",
  "{who} was faster: this alarm is out of service already.":
    "{who} war schneller: Dieser Alarm ist schon außer Betrieb.",
  "This alarm isn't on the shelf.": "Dieser Alarm ist nicht zurückgestellt.",
  "This alarm isn't out of service.": "Dieser Alarm ist nicht außer Betrieb.",
  "The alarm is normal: there is nothing to acknowledge.": "Der Alarm ist normal: es gibt nichts zu quittieren.",
  "The alarm is normal: there is nothing to reset.": "Der Alarm ist normal: es gibt nichts zurückzusetzen.",
  "Alarms of priority {priority} may not be shelved here. Take it out of service instead.":
    "Alarme der Priorität {priority} dürfen hier nicht zurückgestellt werden. Nehmen Sie ihn außer Betrieb.",
  "Say why the alarm is put on the shelf: a reason is required.":
    "Sagen Sie, warum der Alarm zurückgestellt wird: Eine Begründung ist Pflicht.",
  "Say for how long, at most {minutes} minutes, or that it is to end when the condition has gone.":
    "Sagen Sie, für wie lange, höchstens {minutes} Minuten, oder dass es enden soll, wenn der Zustand gegangen ist.",
  "The time on the shelf must be more than 0 minutes.": "Die Zeit der Zurückstellung muss mehr als 0 Minuten sein.",
  "Alarms of priority {priority} may be shelved for {longest} minutes at most, not for {minutes}.":
    "Alarme der Priorität {priority} dürfen höchstens {longest} Minuten zurückgestellt werden, nicht {minutes}.",
};
