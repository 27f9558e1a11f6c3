/** What a person put into the form for access, as it stands there; empty where they left it out. Nothing in it is trusted. */
export interface UnlockForm {
  resource: string;
  variables: readonly string[];
  /** `30m`, `until 07:30`, `07:30` or `shift-end`. */
  time: string;
  /** `INC-42`, `42` or the source's own id. */
  incident: string;
  reason: string;
  breakGlass: boolean;
}

/** How a person asks for access: by what they typed after `/unlock`, or by the form. */
export type Asking = { words: string } | { form: UnlockForm };

/** The form with nothing in it but perhaps a resource. */
export function emptyForm(resource = ''): UnlockForm {
  return { resource, variables: [], time: '', incident: '', reason: '', breakGlass: false };
}
