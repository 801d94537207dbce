/** `QEEE GG CCC` of SIA DC-05. */
export interface ContactId {
  /** 1: new event, or disarmed. 3: restored, or armed. 6: reported before and still present. */
  readonly qualifier: "1" | "3" | "6";
  /** Three digits. */
  readonly event: string;
  /** 0 to 99; 0 is the system. */
  readonly partition: number;
  /** 0 to 999: a zone or, with some events, a user. */
  readonly number: number;
}

/**
 * Reads the digits of a Contact ID event, with any number of blanks (or none) between the parts and with `E` and `R` for
 * 1 and 3. Null when it is none. A missing partition or number is 0.
 */
export function readContactId(data: string): ContactId | null {
  let digits = "";
  for (const character of data) {
    if (character === " ") continue;
    if (digits.length === 0) {
      const qualifier = character === "E" ? "1" : character === "R" ? "3" : character;
      if (qualifier !== "1" && qualifier !== "3" && qualifier !== "6") return null;
      digits = qualifier;
    } else if (digits.length < 9 && character >= "0" && character <= "9") digits += character;
    else if (digits.length === 9) break;
    else return null;
  }
  if (digits.length !== 4 && digits.length !== 6 && digits.length !== 9) return null;
  return {
    qualifier: digits[0] as ContactId["qualifier"],
    event: digits.slice(1, 4),
    partition: Number(digits.slice(4, 6)),
    number: Number(digits.slice(6, 9)),
  };
}
