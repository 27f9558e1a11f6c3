/** Where a value lies in a source, such as `db-prod/url`: at most ten parts of letters, digits, `.`, `_` and `-`, none starting with a dot. */
export const secretPath = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,9}$/;

/** A file of variables below the folder of env files, such as `team/db-prod.env`, and a name in it where that is another than the variable's: `db.env#OTHER`. */
export const envFilePath = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,9}(#[A-Za-z_][A-Za-z0-9_]{0,63})?$/;
