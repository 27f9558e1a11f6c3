/** PagerDuty's way to say no: a status and a numbered error. */
export class PagerDutyRefusal extends Error {
  readonly status: number;
  readonly body: Record<string, unknown>;

  constructor(status: number, code: number, message: string, errors: string[] = []) {
    super(message);
    this.status = status;
    this.body = { error: { code, message, ...(errors.length > 0 ? { errors } : {}) } };
  }
}

export function notFound(): PagerDutyRefusal {
  return new PagerDutyRefusal(404, 2100, 'Not Found');
}

export function invalidInput(...errors: string[]): PagerDutyRefusal {
  return new PagerDutyRefusal(400, 2001, 'Invalid Input Provided', errors);
}
