export interface Word {
  readonly written: string;
  readonly spoken: string;
  readonly language?: "en" | "de" | undefined;
}

export interface Preview {
  readonly spoken: string;
  /** WAV, base64; null: it could not be spoken. */
  readonly audio: string | null;
  readonly trouble: string | null;
}
