import type { FormEvent } from "react";

/** Keeps the browser from sending the form, and reads its text fields, trimmed unless they are passwords. */
export function fieldsOf(event: FormEvent<HTMLFormElement>): (name: string) => string {
  event.preventDefault();
  const form = new FormData(event.currentTarget);
  return (name) => {
    const value = form.get(name);
    if (typeof value !== "string") return "";
    return ["password", "again", "current"].includes(name) ? value : value.trim();
  };
}
