/** Work of many small steps with nothing to say in between, so that whoever does it may let others go first; it ends with its result. */
export type InSteps<Result> = Generator<undefined, Result, undefined>;
