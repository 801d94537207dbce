import { readFile } from "node:fs/promises";
import type { Language } from "#site/language.ts";
import { MENU_WORDS } from "./menu-words.ts";
import { readWav, type Sound } from "./wav.ts";

/**
 * Sentences that never change. Each was also recorded (`node scripts/record-prompts.ts`), and is played from its file when no
 * voice can speak.
 */
export const PROMPTS = {
  greeting: { en: "This is an alarm server with a message.", de: "Hier ist ein Alarmserver mit einer Nachricht." },
  message: {
    en: "There is an alarm that can not be spoken. Look at your alarm list.",
    de: "Es gibt einen Alarm, der nicht gesprochen werden kann. Sehen Sie in Ihre Alarmliste.",
  },
  menu: {
    en: "Press 1 to take it over. Press 2 to hear it again. Press 4 to decline and call the next persons.",
    de: "Drücken Sie 1, um ihn zu übernehmen. Drücken Sie 2, um ihn noch einmal zu hören. Drücken Sie 4, um abzulehnen und die Nächsten zu rufen.",
  },
  "menu-next": { en: "Press 3 for the next alarm.", de: "Drücken Sie 3 für den nächsten Alarm." },
  "menu-instructions": {
    en: "Press 5 to hear what to do.",
    de: "Drücken Sie 5, um zu hören, was zu tun ist.",
  },
  "menu-transfer": {
    en: "Press 6 to speak to the person on duty.",
    de: "Drücken Sie 6, um mit der Person im Dienst zu sprechen.",
  },
  connecting: { en: "You are being connected.", de: "Sie werden verbunden." },
  "not-connected": {
    en: "The person on duty can not be reached now.",
    de: "Die Person im Dienst ist jetzt nicht zu erreichen.",
  },
  "not-now": { en: "This does not work now.", de: "Das geht jetzt nicht." },
  confirm: {
    en: "You are about to take this alarm over. Press 1 again to confirm.",
    de: "Sie übernehmen diesen Alarm. Drücken Sie noch einmal 1, um das zu bestätigen.",
  },
  "no-choice": { en: "This is not a choice.", de: "Das steht nicht zur Wahl." },
  pin: { en: "Please type your PIN.", de: "Bitte geben Sie Ihre Geheimzahl ein." },
  "wrong-pin": {
    en: "This PIN is wrong. Please type your PIN.",
    de: "Diese Geheimzahl ist falsch. Bitte geben Sie Ihre Geheimzahl ein.",
  },
  trouble: {
    en: "Your answer could not be stored. Please try again.",
    de: "Ihre Antwort konnte nicht gespeichert werden. Bitte versuchen Sie es noch einmal.",
  },
  done: { en: "Thank you. Your answer was carried out.", de: "Danke. Ihre Antwort wurde ausgeführt." },
  "not-done": {
    en: "Your answer could not be carried out. The alarm may have been answered by somebody else.",
    de: "Ihre Antwort konnte nicht ausgeführt werden. Vielleicht hat schon jemand anderes geantwortet.",
  },
  ...MENU_WORDS,
  "alarm-menu": {
    en: "Press 1 to take it over, 2 to hear it again, 3 for the next one, 4 to decline and call the next persons, 0 for the main menu.",
    de: "Drücken Sie 1, um ihn zu übernehmen, 2, um ihn noch einmal zu hören, 3 für den nächsten, 4, um abzulehnen und die Nächsten zu rufen, 0 für das Hauptmenü.",
  },
  "ask-number": {
    en: "Please type your personal number, then the hash key.",
    de: "Bitte geben Sie Ihre persönliche Nummer ein, dann die Rautetaste.",
  },
  "ask-call-in-pin": {
    en: "Please type your PIN, then the hash key.",
    de: "Bitte geben Sie Ihre Geheimzahl ein, dann die Rautetaste.",
  },
  "wrong-call-in-pin": {
    en: "This PIN is wrong. Please type your PIN, then the hash key.",
    de: "Diese Geheimzahl ist falsch. Bitte geben Sie Ihre Geheimzahl ein, dann die Rautetaste.",
  },
  "wrong-number-or-pin": {
    en: "The personal number or the PIN is wrong.",
    de: "Die persönliche Nummer oder die Geheimzahl ist falsch.",
  },
  "call-in-locked": {
    en: "The PIN was wrong too often. Please try again later.",
    de: "Die Geheimzahl war zu oft falsch. Bitte versuchen Sie es später noch einmal.",
  },
  "ask-point": {
    en: "Please type the number of the point, then the hash key.",
    de: "Bitte geben Sie die Nummer des Punktes ein, dann die Rautetaste.",
  },
  "nothing-waits": { en: "No alarm waits for you.", de: "Kein Alarm wartet auf Sie." },
  "that-was-all": { en: "That was the last one.", de: "Das war der letzte." },
  "no-such-point": { en: "No point has this number.", de: "Kein Punkt hat diese Nummer." },
  goodbye: { en: "Goodbye.", de: "Auf Wiederhören." },
  unspoken: {
    en: "Attention. There are alarms that can not be spoken. Look at the alarm list.",
    de: "Achtung. Es gibt Alarme, die nicht gesprochen werden können. Sehen Sie in die Alarmliste.",
  },
  lost: {
    en: "Attention. The alarm server can not be reached. Alarms are not announced here.",
    de: "Achtung. Der Alarmserver ist nicht erreichbar. Alarme werden hier nicht angesagt.",
  },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;
export type Prompt = keyof typeof PROMPTS;
export const PROMPT_NAMES = Object.keys(PROMPTS) as Prompt[];

/** 8000 samples a second, whatever happens to the voices. */
export async function recorded(prompt: Prompt, language: Language): Promise<Sound> {
  return readWav(await readFile(new URL(`recorded/${language}/${prompt}.wav`, import.meta.url)));
}
