/** What a value did: why an alarm began or ended, and its text where nobody wrote one. By the English sentence. */
export const valueTexts: Readonly<Record<string, string>> = {
  "the value went above {limit} for {seconds} s, it is {value}":
    "der Wert lag {seconds} s lang über {limit}, er ist {value}",
  "the value went above {limit}, it is {value}": "der Wert stieg über {limit}, er ist {value}",
  "the value went below {limit} for {seconds} s, it is {value}":
    "der Wert lag {seconds} s lang unter {limit}, er ist {value}",
  "the value went below {limit}, it is {value}": "der Wert fiel unter {limit}, er ist {value}",
  "the state is {status} for {seconds} s": "der Zustand ist seit {seconds} s {status}",
  "the state is {status}": "der Zustand ist {status}",
  "the value is more than {by} off {from} for {seconds} s: {value}":
    "der Wert weicht seit {seconds} s um mehr als {by} von {from} ab: {value}",
  "the value is more than {by} off {from}: {value}": "der Wert weicht um mehr als {by} von {from} ab: {value}",
  "the value changes by more than {by} per {per} for {seconds} s, it is {value}":
    "der Wert ändert sich seit {seconds} s um mehr als {by} je {per}, er ist {value}",
  "the value changes by more than {by} per {per}, it is {value}":
    "der Wert ändert sich um mehr als {by} je {per}, er ist {value}",
  "no value has come for {seconds} s": "seit {seconds} s kam kein Wert",
  "values come again": "es kommen wieder Werte",
  "the value is back within its limits for {seconds} s, it is {value}":
    "der Wert ist seit {seconds} s wieder in seinen Grenzen, er ist {value}",
  "the value is back within its limits, it is {value}": "der Wert ist wieder in seinen Grenzen, er ist {value}",
  "it became true {number} times within {seconds} s": "er trat innerhalb von {seconds} s {number}-mal ein",
  second: "Sekunde",
  minute: "Minute",
  hour: "Stunde",
};
