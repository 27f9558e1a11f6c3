/** What is wrong, each with its place, in Slack's own wording. */
export class Findings {
  readonly messages: string[] = [];

  add(what: string, at: string): void {
    this.messages.push(`${what} [json-pointer:${at === '' ? '/' : at}]`);
  }
}

/** Looks at one value at one place; `undefined` is for `required` to judge. */
export type Check = (value: unknown, at: string, findings: Findings) => void;
