/** What `GET /api/v1/trust` says. Instants are milliseconds since 1970. */
export interface Trust {
  readonly site: string;
  readonly root: Authority;
  readonly issuing: Authority;
  readonly web:
    | (Life & {
        readonly madeBy: string;
        readonly thumbprint: string;
        readonly renewAt: number | null;
        readonly state: State;
        readonly failed: string | null;
      })
    | null;
  readonly node: { readonly renewAt: number | null; readonly failed: string | null } | null;
  readonly peers: readonly Peer[];
  readonly denyList: {
    readonly version: number;
    readonly at: number | null;
    readonly denied: readonly Denied[];
    /** Issuing authorities whose key somebody else may have. */
    readonly authorities: readonly { readonly key: string; readonly at: number; readonly because: string }[];
  };
  readonly graceHours: number;
  /** null: no root is being replaced. */
  readonly changeOver: {
    readonly stage: "spreading" | "replacing";
    readonly keepUntil: number;
    readonly by: string;
    /** Thumbprint. */
    readonly next: string;
    readonly lacking: readonly { readonly uri: string; readonly because: string }[];
  } | null;
}

export interface Life {
  readonly notBefore: number;
  readonly notAfter: number;
}

interface Authority extends Life {
  readonly subject: string;
  readonly thumbprint: string;
}

export type State = "fresh" | "due" | "late" | "critical" | "expired" | "refused";

export interface Peer extends Life {
  readonly uri: string;
  readonly role: string | null;
  readonly node: string;
  readonly instance: string;
  readonly thumbprint: string;
  readonly state: State;
  readonly denied: boolean;
  readonly because: string;
  readonly own: boolean;
  /** Its certificate is of another issuing authority than the one that signs now. */
  readonly formerlyIssued: boolean;
  readonly joined: {
    readonly how: "pair" | "token";
    readonly by: string;
    readonly from: string;
    readonly at: number;
  } | null;
}

export interface Denied {
  readonly verb: "evict" | "ban";
  readonly uri: string;
  readonly at: number;
  readonly because: string;
}
