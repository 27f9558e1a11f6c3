/** Where a value lies in a source, such as `db-prod/url`: at most ten parts of letters, digits, `.`, `_` and `-`, none starting with a dot. */
export const secretPath = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,9}$/;
